using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Validates the filters of job lists, and applies them to jobs. An empty field matches all jobs.</summary>
internal static class JobFilters
{
    private const string OtherSpelling = "CANCELLED";

    private static readonly string[] _statusNames = [.. Enum.GetValues<Jobs.JobStatus>().Select(status => status.Name)];

    public static List<Job> Select(List<Job> jobs, JobFilter filter) => Select(
        jobs,
        IsWithin(filter.StartDate, filter.EndDate),
        HasStatus(filter.Status),
        Is(filter.Model, job => job.Model.Identifier, job => job.Model.Name),
        Is(filter.User),
        Is(filter.AccessKey, job => job.AccessKey));

    public static List<Job> Select(List<Job> jobs, JobHistoryFilter filter) => Select(
        jobs,
        Contains(filter.Search),
        IsWithin(filter.StartDate, filter.EndDate),
        HasStatus(filter.Status),
        Is(filter.Model, job => job.Model.Identifier, job => job.Model.Name),
        Is(filter.ModelIdentifier, job => job.Model.Identifier),
        Is(filter.ModelVersion, job => job.Model.Version),
        Is(filter.User),
        Is(filter.AccessKey, job => job.AccessKey));

    private static List<Job> Select(List<Job> jobs, params Predicate<Job>[] conditions) =>
        jobs.FindAll(job => Array.TrueForAll(conditions, condition => condition(job)));

    /// <summary>Matches any of the names. A job has no user: a filter by user matches nothing.</summary>
    private static Predicate<Job> Is(string wanted, params Func<Job, string>[] names) => job => wanted.Length == 0
        || Array.Exists(names, name => string.Equals(name(job), wanted, StringComparison.OrdinalIgnoreCase));

    /// <summary>Searches the identifier of a job, its model and the keys of its items.</summary>
    private static Predicate<Job> Contains(string text) => job => text.Length == 0
        || Names(job).Exists(name => name.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static List<string> Names(Job job) =>
    [
        job.Identifier, job.Model.Identifier, job.Model.Name, job.Model.Version,
        .. job.ToSnapshot().Items.Select(item => item.Key),
    ];

    private static Predicate<Job> IsWithin(string from, string to)
    {
        var (begin, end) = (DateFilter.From("start_date", from), DateFilter.To("end_date", to));
        return job => job.SubmittedAt >= begin && job.SubmittedAt <= end;
    }

    private static Predicate<Job> HasStatus(string text)
    {
        var name = string.Equals(text, OtherSpelling, StringComparison.OrdinalIgnoreCase)
            ? Jobs.JobStatus.Canceled.Name
            : text;
        return name.Length == 0 || _statusNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? Is(name, job => job.Status.Name)
            : throw EmulatorException.InvalidArgument(
                "status", $"is '{text}', not one of {string.Join(", ", _statusNames)}");
    }
}
