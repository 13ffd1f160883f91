using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The state of a job at one moment.</summary>
/// <param name="Elapsed">The time since the job was submitted, or between its submission and its end.</param>
internal sealed record JobSnapshot(
    string Identifier,
    IModel Model,
    string AccessKey,
    bool Explain,
    JobStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset SubmittedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<JobItemSnapshot> Items,
    TimeSpan Elapsed = default,
    int Completed = 0,
    int Failed = 0)
{
    /// <summary>Items without an outcome, even of a cancelled job: the three counts add up to the total.</summary>
    public int Pending => Items.Count - Completed - Failed;

    /// <summary>Size in bytes of the input that the job contained.</summary>
    public long Size => Items.Sum(item => item.Size);

    public TimeSpan InitialQueueTime => (Items.Min(item => item.StartedAt) ?? SubmittedAt) - SubmittedAt;

    public TimeSpan TotalQueueTime => Items.Aggregate(TimeSpan.Zero, (sum, item) => sum + QueueTimeOf(item));

    public TimeSpan TotalLatency => Items.Aggregate(TimeSpan.Zero, (sum, item) => sum + item.Latency);

    public TimeSpan AverageLatency => TotalLatency / Math.Max(1, Completed + Failed);

    public TimeSpan QueueTimeOf(JobItemSnapshot item) => (item.StartedAt ?? SubmittedAt) - SubmittedAt;
}
