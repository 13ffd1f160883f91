using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge;

/// <summary>Jobs that an edge listed, and how many there are. The edge decides how many it gives at once.</summary>
/// <example><code>
/// JobPage page = client.Jobs.List();
/// Console.WriteLine($"{page.Jobs.Count} of {page.Figures.TotalCount} jobs");     // ... of ... jobs
/// </code></example>
public sealed class JobPage : IJsonWritable
{
    private JobPage(IReadOnlyList<Job> jobs, PageFigures figures)
    {
        Jobs = jobs;
        Figures = figures;
    }

    /// <summary>The jobs. Of a list of current jobs, only identifier, status and model are known.</summary>
    public IReadOnlyList<Job> Jobs { get; }

    /// <summary>How many jobs there are in all, and which part of them this is.</summary>
    public PageFigures Figures { get; }

    /// <summary>Writes the page as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// JobPage page = client.Jobs.List();
    /// PipeWriter file = PipeWriter.Create(File.Create("jobs.json"));
    /// page.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, this, Write);

    /// <summary>The page as JSON text.</summary>
    /// <example><code>
    /// JobPage page = client.Jobs.List();
    /// Console.WriteLine(page.ToString());                         // {"jobs":[{"job_identifier":...
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(this, Write);

    internal static JobPage From(JobSummaryList list) => new(
        [.. list.Jobs.Select(Job.From)],
        new PageFigures(list.TotalCount, list.PageNumber, list.PageSize, list.PageCount));

    internal static JobPage From(JobDetailsList list) => new(
        [.. list.Jobs.Select(Job.From)],
        new PageFigures(list.TotalCount, list.PageNumber, list.PageSize, list.PageCount));

    private static void Write(Utf8JsonWriter writer, JobPage page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs"u8);
        foreach (Job job in page.Jobs)
        {
            Job.Write(writer, job);
        }

        writer.WriteEndArray();
        page.Figures.Write(writer);
        writer.WriteEndObject();
    }
}
