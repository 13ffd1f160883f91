using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>
/// A job and its states: SUBMITTED, IN_PROGRESS when the first item starts, then COMPLETE, or
/// FAILED if all items failed; CANCELED from any state that is not final. A job in chunks is OPEN first.
/// All members are thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to be disposed of.")]
internal sealed partial class Job
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly OrderedDictionary<string, JobItem> _items = [];
    private readonly List<JobDetails> _history = [];
    private readonly CancellationTokenSource _cancellation = new();
    private readonly DateTimeOffset _createdAt;
    private DateTimeOffset _updatedAt;
    private int _completed;
    private int _failed;

    /// <param name="items">The items of the job; null for a job in chunks.</param>
    public Job(IModel model, bool explain, string accessKey, List<JobItem>? items, TimeProvider time)
    {
        Model = model;
        Explain = explain;
        AccessKey = accessKey;
        items?.ForEach(item => _items.Add(item.Key, item));
        _time = time;
        _createdAt = SubmittedAt = time.GetUtcNow();
        Enter(items is null ? JobStatus.Open : JobStatus.Submitted, _createdAt);
    }

    public string Identifier { get; } = Guid.NewGuid().ToString();

    public IModel Model { get; }

    public bool Explain { get; }

    /// <summary>The time limit for each item.</summary>
    public TimeSpan ItemTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Public part of the API key that submitted the job.</summary>
    public string AccessKey { get; }

    /// <summary>When the input was complete: for a job in chunks, when it was closed.</summary>
    public DateTimeOffset SubmittedAt
    {
        get
        {
            lock (_lock)
            {
                return field;
            }
        }

        private set;
    }

    public JobStatus Status { get; private set; }

    public string StatusName => NameOf(Status);

    public bool IsFinal => Status is JobStatus.Complete or JobStatus.Canceled or JobStatus.Failed;

    /// <summary>The items. Do not read while the job is open.</summary>
    public IReadOnlyList<JobItem> Items => _items.Values;

    /// <summary>Fires when the job is cancelled.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Starts an item; false if the job was cancelled before.</summary>
    public bool TryStart(JobItem item)
    {
        lock (_lock)
        {
            if (IsFinal)
            {
                return false;
            }

            item.StartedAt = _updatedAt = _time.GetUtcNow();
            if (Status == JobStatus.Submitted)
            {
                Enter(JobStatus.InProgress, _updatedAt);
            }

            return true;
        }
    }

    /// <summary>Ends an item; true if this ended the job.</summary>
    public bool End(JobItem item, Outcome outcome)
    {
        lock (_lock)
        {
            if (IsFinal)
            {
                return false; // Cancelled meanwhile: the outcome is discarded.
            }

            item.Outcome = outcome;
            item.EndedAt = _updatedAt = _time.GetUtcNow();
            _ = outcome.Error is null ? _completed++ : _failed++;
            if (_completed + _failed == _items.Count)
            {
                Enter(_completed == 0 ? JobStatus.Failed : JobStatus.Complete, _updatedAt);
            }

            return IsFinal;
        }
    }

    /// <summary>Cancels the job; false if it has already ended.</summary>
    public bool TryCancel()
    {
        lock (_lock)
        {
            if (IsFinal)
            {
                return false;
            }

            Enter(JobStatus.Canceled, _time.GetUtcNow());
            foreach (var item in _items.Values.Where(item => item.StartedAt is null))
            {
                item.Release(); // The worker releases the items that have started.
            }
        }

        _cancellation.Cancel();
        return true;
    }

    private void Enter(JobStatus status, DateTimeOffset time)
    {
        Status = status;
        _updatedAt = time;
        _history.Add(ToDetails());
    }
}
