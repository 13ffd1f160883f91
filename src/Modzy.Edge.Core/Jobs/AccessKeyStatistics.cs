using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>How much an access key was used.</summary>
/// <example><code>
/// AccessKeyStatistics key = client.Jobs.GetStatisticsOf("emulator");
/// Console.WriteLine($"{key.JobsCount} jobs for {key.ModelsCount} models");       // ... jobs for ... models
/// </code></example>
public sealed class AccessKeyStatistics : IJsonWritable
{
    private readonly JobStatistics _wire;

    private AccessKeyStatistics(JobStatistics wire)
    {
        _wire = wire;
        Models = [.. wire.ModelsList.Select(
            static model => new ModelStatistics(
                model.Identifier, model.Version, model.Name, model.ProcessedJobsCount))];
    }

    /// <summary>The access key, as far as the edge shows it.</summary>
    public string AccessKey => _wire.AccessKey;

    /// <summary>How many jobs were submitted with it.</summary>
    public int JobsCount => _wire.JobsCount;

    /// <summary>When it was used last.</summary>
    public DateTimeOffset? LastApiUsage => WireTime.From(_wire.LastApiUsage)?.ToDateTimeOffset();

    /// <summary>How many models it was used with.</summary>
    public int ModelsCount => _wire.ModelsCount;

    /// <summary>The models that it was used with.</summary>
    public IReadOnlyList<ModelStatistics> Models { get; }

    /// <summary>Writes the statistics as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// AccessKeyStatistics key = client.Jobs.GetStatisticsOf("emulator");
    /// PipeWriter file = PipeWriter.Create(File.Create("key.json"));
    /// key.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, this, Write);

    /// <summary>The statistics as JSON text.</summary>
    /// <example><code>
    /// AccessKeyStatistics key = client.Jobs.GetStatisticsOf("emulator");
    /// Console.WriteLine(key.ToString());                          // {"access_key":"emulator","jobs_count":...
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(this, Write);

    internal static AccessKeyStatistics From(JobStatistics wire) => new(wire);

    internal static void Write(Utf8JsonWriter writer, AccessKeyStatistics statistics)
    {
        writer.WriteStartObject();
        writer.WriteText("access_key"u8, statistics.AccessKey);
        writer.WriteNumber("jobs_count"u8, statistics.JobsCount);
        writer.WriteTime("last_api_usage"u8, WireTime.From(statistics._wire.LastApiUsage));
        writer.WriteNumber("models_count"u8, statistics.ModelsCount);
        writer.WriteStartArray("models_list"u8);
        foreach (ModelStatistics model in statistics.Models)
        {
            writer.WriteStartObject();
            writer.WriteText("identifier"u8, model.Identifier);
            writer.WriteText("name"u8, model.Name);
            writer.WriteNumber("processed_jobs_count"u8, model.ProcessedJobsCount);
            writer.WriteText("version"u8, model.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>How much a model was used.</summary>
/// <param name="Identifier">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="ProcessedJobsCount">How many jobs it has worked on.</param>
/// <example><code>
/// foreach (ModelStatistics model in client.Jobs.GetStatisticsOf("emulator").Models)
/// {
///     Console.WriteLine($"{model.Identifier} {model.Version}: {model.ProcessedJobsCount} jobs");     // ...: ... jobs
/// }
/// </code></example>
public sealed record ModelStatistics(string Identifier, string Version, string Name, int ProcessedJobsCount);

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
