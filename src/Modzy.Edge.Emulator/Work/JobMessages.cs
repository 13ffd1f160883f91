using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Work;

/// <summary>The job as JobService tells of it, true for one moment. Durations are in milliseconds.</summary>
internal sealed partial class Job
{
    /// <summary>The emulator has one account, which is also its only team.</summary>
    public const string Account = "emulator";

    private ModelIdentifier ModelIdentifier => new()
    {
        Identifier = Model.Identifier,
        Version = Model.Version,
        Name = Model.Name,
    };

    private TimeSpan Elapsed => (IsFinal ? _updatedAt : _time.GetUtcNow()) - SubmittedAt;

    /// <summary>Size of the input in bytes, as far as it came with the job.</summary>
    public long Size => _items.Values.Sum(item => item.Size);

    // What a cancelled job left undone stays counted here, so that the three always add up to the total.
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

    /// <summary>The job as it was when it entered each of its states.</summary>
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

    /// <summary>What the job can be found by.</summary>
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
