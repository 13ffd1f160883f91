using System.Globalization;
using Modzy.Edge.Tool.Output;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Jobs and results as tables.</summary>
internal static class JobTables
{
    /// <summary>How much of a result a terminal shows in a table.</summary>
    private const int LongestCell = 300;

    public static void Jobs(ToolOutput output, IEnumerable<Job> jobs) => output.Table(
        ["JOB", "STATUS", "MODEL", "DONE", "FAILED", "TOTAL", "SUBMITTED"],
        jobs.Select(job => (string[])
        [
            job.JobIdentifier, job.Status, Model(job.Model),
            Number(job.Completed), Number(job.Failed), Number(job.Total), Time(job.SubmittedAt ?? job.CreatedAt),
        ]));

    /// <summary>A list of jobs, of which an edge tells less.</summary>
    public static void Summaries(ToolOutput output, IEnumerable<Job> jobs) => output.Table(
        ["JOB", "STATUS", "MODEL"],
        jobs.Select(job => (string[])[job.JobIdentifier, job.Status, Model(job.Model)]));

    public static void Results(ToolOutput output, JobResults results) => output.Table(
        ["ITEM", "STATUS", "MS", "RESULT"],
        results.Results.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (string[])
        [
            entry.Key, entry.Value.Status, entry.Value.ModelLatency.ToString("0.###", CultureInfo.InvariantCulture),
            Shorten(output, entry.Value.Json?.GetRawText() ?? ""),
        ]).Concat(results.Failures.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (string[])
        [
            entry.Key, "FAILED", "", Shorten(output, entry.Value.Message ?? ""),
        ])));

    public static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    /// <summary>All of a text for a program, its beginning for a terminal.</summary>
    public static string Shorten(ToolOutput output, string text) =>
        output.IsTerminal && text.Length > LongestCell ? $"{text[..LongestCell]}..." : text;

    private static string Model(JobModel? model) => model is null ? "-" : $"{model.Identifier} {model.Version}";

    private static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
