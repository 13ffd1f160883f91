using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Work;

/// <summary>
/// A job and the states it goes through: SUBMITTED, IN_PROGRESS when the first item is taken up, then COMPLETE, or
/// FAILED when all items failed; CANCELED from any of the live ones. A job in chunks is OPEN before all of these.
/// Every member may be used from any thread.
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

    /// <param name="items">What the job came with; none for a job whose input comes in chunks.</param>
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

    /// <summary>How long the model may work on each item.</summary>
    public TimeSpan ItemTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Public part of the API key that submitted the job.</summary>
    public string AccessKey { get; }

    /// <summary>When all of the input was there: for a job in chunks, when it was closed.</summary>
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

    /// <summary>The items; not to be asked for while the job is open.</summary>
    public IReadOnlyList<JobItem> Items => _items.Values;

    /// <summary>Fires when the job is cancelled.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Takes up an item; false when the job was cancelled before its turn came.</summary>
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

    /// <summary>Ends the work on an item; true when the whole job came to its end with it.</summary>
    public bool End(JobItem item, Outcome outcome)
    {
        lock (_lock)
        {
            if (IsFinal)
            {
                return false; // Cancelled meanwhile: nothing of it counts any more.
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

    /// <summary>Cancels the job; false when it has ended already.</summary>
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
                item.Release(); // The worker releases what it has taken up.
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
