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

/// <summary>Which part of all there is a page holds, as the edge says it.</summary>
/// <param name="TotalCount">How many there are in all.</param>
/// <param name="PageNumber">The number of this page.</param>
/// <param name="PageSize">How many a page holds at most.</param>
/// <param name="PageCount">How many pages there are.</param>
/// <example><code>
/// PageFigures figures = client.Jobs.List().Figures;
/// Console.WriteLine($"page {figures.PageNumber} of {figures.PageCount}");        // page ... of ...
/// </code></example>
public sealed record PageFigures(long TotalCount, long PageNumber, long PageSize, long PageCount)
{
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("total_count"u8, TotalCount);
        writer.WriteNumber("page_number"u8, PageNumber);
        writer.WriteNumber("page_size"u8, PageSize);
        writer.WriteNumber("page_count"u8, PageCount);
    }
}
