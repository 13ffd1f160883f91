using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>The filters of job lists, checked and ready to be held against jobs.</summary>
internal sealed class JobMatcher
{
    private const string OtherSpelling = "CANCELLED";

    private readonly List<Func<Job, bool>> _conditions = [];

    private JobMatcher()
    {
    }

    /// <summary>The jobs that meet all conditions. An empty field of a filter is none.</summary>
    public List<Job> Choose(List<Job> jobs) => jobs.FindAll(job => _conditions.TrueForAll(condition => condition(job)));

    public static JobMatcher From(JobFilter filter)
    {
        var matcher = new JobMatcher();
        matcher.AddDates(filter.StartDate, filter.EndDate);
        matcher.AddStatus(filter.Status);
        matcher.AddModel(filter.Model);
        matcher.Add(filter.User);
        matcher.Add(filter.AccessKey, job => job.AccessKey);
        return matcher;
    }

    public static JobMatcher From(JobHistoryFilter filter)
    {
        var matcher = new JobMatcher();
        matcher.AddSearch(filter.Search);
        matcher.AddDates(filter.StartDate, filter.EndDate);
        matcher.AddStatus(filter.Status);
        matcher.AddModel(filter.Model);
        matcher.Add(filter.ModelIdentifier, job => job.Model.Identifier);
        matcher.Add(filter.ModelVersion, job => job.Model.Version);
        matcher.Add(filter.User);
        matcher.Add(filter.AccessKey, job => job.AccessKey);
        return matcher;
    }

    /// <summary>One of the names is the wanted one. A job has no user, so that any wanted user leaves none.</summary>
    private void Add(string wanted, params Func<Job, string>[] names)
    {
        if (wanted.Length > 0)
        {
            _conditions.Add(job => Array.Exists(
                names, name => string.Equals(name(job), wanted, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private void AddModel(string wanted) => Add(wanted, job => job.Model.Identifier, job => job.Model.Name);

    /// <summary>The text is found in what a list shows of the job: its identifier, its model or its items.</summary>
    private void AddSearch(string text)
    {
        if (text.Length > 0)
        {
            _conditions.Add(job => job.Names().Exists(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private void AddDates(string from, string to)
    {
        var (begin, end) = (DateFilter.From("start_date", from), DateFilter.To("end_date", to));
        _conditions.Add(job => job.SubmittedAt >= begin && job.SubmittedAt <= end);
    }

    private void AddStatus(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var name = string.Equals(text, OtherSpelling, StringComparison.OrdinalIgnoreCase)
            ? Job.NameOf(JobStatus.Canceled)
            : text;
        if (!Array.Exists(Names, each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw RpcErrors.InvalidArgument("status", $"is '{text}', not one of {string.Join(", ", Names)}");
        }

        Add(name, job => Job.NameOf(job.Status));
    }

    private static string[] Names { get; } =
        [.. Enum.GetValues<JobStatus>().Where(status => status != JobStatus.Unknown).Select(Job.NameOf)];
}
