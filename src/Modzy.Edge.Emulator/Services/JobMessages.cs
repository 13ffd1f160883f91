using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>
/// Converts jobs to the messages of JobService. Durations are in milliseconds. Each list is a single page, because no
/// filter has paging.
/// </summary>
internal static class JobMessages
{
    /// <summary>The only account of the emulator, which is also its only team.</summary>
    public const string Account = "emulator";

    public static JobDetails ToDetails(this JobSnapshot job) => new()
    {
        JobIdentifier = job.Identifier,
        Model = job.Model.ToIdentifier(),
        Status = job.Status.Name,
        CreatedAt = job.CreatedAt.ToTimestamp(),
        UpdatedAt = job.UpdatedAt.ToTimestamp(),
        SubmittedAt = job.SubmittedAt.ToTimestamp(),
        Total = (uint)job.Items.Count,
        Pending = (uint)job.Pending,
        Completed = (uint)job.Completed,
        Failed = (uint)job.Failed,
        ElapsedTime = WireNumbers.Milliseconds(job.Elapsed),
        JobInputs = { job.Items.Select(item => new JobDetails.Types.JobInputs { Identifier = item.Key }) },
    };

    public static JobSubmissionReceipt ToReceipt(this JobSnapshot job) => new()
    {
        JobIdentifier = job.Identifier,
        Model = job.Model.ToIdentifier(),
        AccessKey = job.AccessKey,
        TotalInputs = (uint)job.Items.Count,
        InputByteAmount = WireNumbers.Clamp(job.Size),
        JobInputs = new() { Identifier = { job.Items.Select(item => item.Key) } },
        SubmittedAt = job.SubmittedAt.ToTimestamp(),
        Status = (Wire.Jobs.JobStatus)job.Status,
        Explain = job.Explain,
        Details = new()
        {
            AccountIdentifier = Account,
            CreatedAt = job.CreatedAt.ToTimestamp(),
            UpdatedAt = job.UpdatedAt.ToTimestamp(),
            Total = (uint)job.Items.Count,
            Pending = (uint)job.Pending,
            Completed = (uint)job.Completed,
            Failed = (uint)job.Failed,
            ElapsedTime = WireNumbers.Milliseconds(job.Elapsed),
        },
    };

    public static JobSummary ToSummary(this Job job) => new()
    {
        JobIdentifier = job.Identifier,
        Status = job.Status.Name,
        Model = job.Model.ToIdentifier(),
    };

    public static JobStatistics ToStatistics(this KeyUsage key) => new()
    {
        AccessKey = key.AccessKey,
        JobsCount = key.Jobs,
        LastApiUsage = key.LastUse.ToTimestamp(),
        ModelsCount = key.Processed.Count,
        ModelsList =
        {
            key.Processed.Select(entry => new JobStatistics.Types.Model
            {
                Identifier = entry.Key.Identifier,
                Name = entry.Key.Name,
                Version = entry.Key.Version,
                ProcessedJobsCount = entry.Value,
            }),
        },
    };

    public static JobSummaryList List(List<Job> jobs) => new()
    {
        Jobs = { jobs.Select(job => job.ToSummary()) },
        TotalCount = (uint)jobs.Count,
        PageNumber = 1,
        PageSize = (uint)jobs.Count,
        PageCount = 1,
    };

    public static JobDetailsList List(List<JobSnapshot> jobs) => new()
    {
        Jobs = { jobs.Select(job => job.ToDetails()) },
        TotalCount = (uint)jobs.Count,
        PageNumber = 1,
        PageSize = (uint)jobs.Count,
        PageCount = 1,
    };

    public static JobStatisticsList List(List<KeyUsage> keys) => new()
    {
        Statistics = { keys.Select(key => key.ToStatistics()) },
        TotalCount = (uint)keys.Count,
        PageNumber = 1,
        PageSize = (uint)keys.Count,
        PageCount = 1,
    };
}
