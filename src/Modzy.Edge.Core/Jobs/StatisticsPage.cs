using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>How much the access keys of an edge were used.</summary>
/// <example><code>
/// StatisticsPage page = client.Jobs.GetStatistics();
/// Console.WriteLine($"{page.Figures.TotalCount} keys were used");                // ... keys were used
/// </code></example>
public sealed class StatisticsPage : IJsonWritable
{
    private StatisticsPage(JobStatisticsList wire)
    {
        Statistics = [.. wire.Statistics.Select(AccessKeyStatistics.From)];
        Figures = new PageFigures(wire.TotalCount, wire.PageNumber, wire.PageSize, wire.PageCount);
    }

    /// <summary>The statistics of each key.</summary>
    public IReadOnlyList<AccessKeyStatistics> Statistics { get; }

    /// <summary>How many keys there are in all, and which part of them this is.</summary>
    public PageFigures Figures { get; }

    /// <summary>Writes the page as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// StatisticsPage page = client.Jobs.GetStatistics();
    /// PipeWriter file = PipeWriter.Create(File.Create("statistics.json"));
    /// page.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, this, Write);

    /// <summary>The page as JSON text.</summary>
    /// <example><code>
    /// StatisticsPage page = client.Jobs.GetStatistics();
    /// Console.WriteLine(page.ToString());                         // {"statistics":[{"access_key":...
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(this, Write);

    internal static StatisticsPage From(JobStatisticsList wire) => new(wire);

    private static void Write(Utf8JsonWriter writer, StatisticsPage page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("statistics"u8);
        foreach (AccessKeyStatistics statistics in page.Statistics)
        {
            AccessKeyStatistics.Write(writer, statistics);
        }

        writer.WriteEndArray();
        page.Figures.Write(writer);
        writer.WriteEndObject();
    }
}
