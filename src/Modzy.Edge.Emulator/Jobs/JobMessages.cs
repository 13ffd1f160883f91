using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Snapshots of the job as messages of JobService. Durations are in milliseconds.</summary>
internal sealed partial class Job
{
    /// <summary>The only account of the emulator, which is also its only team.</summary>
    public const string Account = "emulator";

    private ModelIdentifier ModelIdentifier => new()
    {
        Identifier = Model.Identifier,
        Version = Model.Version,
        Name = Model.Name,
    };

    private TimeSpan Elapsed => (IsFinal ? _updatedAt : _time.GetUtcNow()) - SubmittedAt;

    /// <summary>Size in bytes of the input that the job contained.</summary>
    public long Size => _items.Values.Sum(item => item.Size);

    // Items that a cancelled job did not process count as pending, so that the three numbers add up to the total.
    private uint Pending => (uint)(_items.Count - _completed - _failed);

    public JobDetails ToDetails()
    {
        lock (_lock)
        {
            return new JobDetails
            {
                JobIdentifier = Identifier,
                Model = ModelIdentifier,
                Status = StatusName,
                CreatedAt = Timestamp.FromDateTimeOffset(_createdAt),
                UpdatedAt = Timestamp.FromDateTimeOffset(_updatedAt),
                SubmittedAt = Timestamp.FromDateTimeOffset(SubmittedAt),
                Total = (uint)_items.Count,
                Pending = Pending,
                Completed = (uint)_completed,
                Failed = (uint)_failed,
                ElapsedTime = WireNumbers.Milliseconds(Elapsed),
                JobInputs = { _items.Values.Select(item => new JobDetails.Types.JobInputs { Identifier = item.Key }) },
            };
        }
    }

    /// <summary>A snapshot for each state that the job has entered.</summary>
    public List<JobDetails> ToHistory()
    {
        lock (_lock)
        {
            return [.. _history];
        }
    }

    public JobSubmissionReceipt ToReceipt()
    {
        lock (_lock)
        {
            return new JobSubmissionReceipt
            {
                JobIdentifier = Identifier,
                Model = ModelIdentifier,
                AccessKey = AccessKey,
                TotalInputs = (uint)_items.Count,
                InputByteAmount = WireNumbers.Clamp(Size),
                JobInputs = new() { Identifier = { _items.Values.Select(item => item.Key) } },
                SubmittedAt = Timestamp.FromDateTimeOffset(SubmittedAt),
                Status = Status,
                Explain = Explain,
                Details = new()
                {
                    AccountIdentifier = Account,
                    CreatedAt = Timestamp.FromDateTimeOffset(_createdAt),
                    UpdatedAt = Timestamp.FromDateTimeOffset(_updatedAt),
                    Total = (uint)_items.Count,
                    Pending = Pending,
                    Completed = (uint)_completed,
                    Failed = (uint)_failed,
                    ElapsedTime = WireNumbers.Milliseconds(Elapsed),
                },
            };
        }
    }

    public JobSummary ToSummary() => new() { JobIdentifier = Identifier, Status = StatusName, Model = ModelIdentifier };

    /// <summary>The strings that a search matches.</summary>
    public List<string> Names()
    {
        lock (_lock)
        {
            return [Identifier, Model.Identifier, Model.Name, Model.Version, .. _items.Keys];
        }
    }

    public static string NameOf(JobStatus status) => status switch
    {
        JobStatus.InProgress => "IN_PROGRESS",
        _ => status.ToString().ToUpperInvariant(),
    };
}
