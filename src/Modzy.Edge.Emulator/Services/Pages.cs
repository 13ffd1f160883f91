using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>List messages. No filter has paging, so each list is a single page.</summary>
internal static class Pages
{
    private const uint Only = 1;

    public static JobSummaryList Summaries(List<Job> jobs) => new()
    {
        Jobs = { jobs.Select(job => job.ToSummary()) },
        TotalCount = (uint)jobs.Count,
        PageNumber = Only,
        PageSize = (uint)jobs.Count,
        PageCount = Only,
    };

    public static JobDetailsList Details(List<JobDetails> jobs) => new()
    {
        Jobs = { jobs },
        TotalCount = (uint)jobs.Count,
        PageNumber = Only,
        PageSize = (uint)jobs.Count,
        PageCount = Only,
    };

    public static JobStatisticsList Statistics(List<JobStatistics> statistics) => new()
    {
        Statistics = { statistics },
        TotalCount = (uint)statistics.Count,
        PageNumber = Only,
        PageSize = (uint)statistics.Count,
        PageCount = Only,
    };
}
