using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>
/// A job and its states: SUBMITTED, IN_PROGRESS when the first item starts, then COMPLETE, or
/// FAILED if all items failed; CANCELED from any state that is not final. A job in chunks is OPEN first.
/// All members are thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to be disposed of.")]
internal sealed class Job
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly OrderedDictionary<string, JobItem> _items = [];
    private readonly List<JobSnapshot> _history = [];
    private readonly CancellationTokenSource _cancellation = new();
    private volatile JobSnapshot _state; // Without items and elapsed time: Capture adds them.

    /// <param name="items">The items of the job; null for a job in chunks.</param>
    public Job(IModel model, bool explain, string accessKey, List<JobItem>? items, TimeProvider time)
    {
        items?.ForEach(item => _items.Add(item.Key, item));
        _time = time;
        var (identifier, now) = (Guid.NewGuid().ToString(), time.GetUtcNow());
        var status = items is null ? JobStatus.Open : JobStatus.Submitted;
        _state = new JobSnapshot(identifier, model, accessKey, explain, status, now, now, now, []);
        Enter(_state);
    }

    public string Identifier => _state.Identifier;

    public IModel Model => _state.Model;

    /// <summary>Public part of the API key that submitted the job.</summary>
    public string AccessKey => _state.AccessKey;

    /// <summary>When the input was complete: for a job in chunks, when it was closed.</summary>
    public DateTimeOffset SubmittedAt => _state.SubmittedAt;

    public JobStatus Status => _state.Status;

    /// <summary>The time limit for each item.</summary>
    public TimeSpan ItemTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The items. Do not read while the job is open.</summary>
    public IReadOnlyList<JobItem> Items => _items.Values;

    /// <summary>Fires when the job is cancelled.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    public JobSnapshot ToSnapshot()
    {
        lock (_lock)
        {
            return Capture();
        }
    }

    /// <summary>A snapshot for each state that the job has entered.</summary>
    public List<JobSnapshot> ToHistory()
    {
        lock (_lock)
        {
            return [.. _history];
        }
    }

    /// <summary>Appends a chunk to a data input of an open job.</summary>
    public void Append(string key, string input, ReadOnlySpan<byte> chunk, JobLimits limits)
    {
        lock (_lock)
        {
            RequireOpen();
            if (!_items.TryGetValue(key, out var item))
            {
                if (_items.Count == limits.MaximumInputs)
                {
                    throw EmulatorException.ResourceExhausted(
                        $"The job has {limits.MaximumInputs} input items, as many as it may have.");
                }

                _items.Add(key, item = new JobItem(key, []));
            }

            item.Append(input, chunk, limits);
            _state = _state with { UpdatedAt = _time.GetUtcNow() };
        }
    }

    /// <summary>Whether the job is open and has not changed since a time.</summary>
    public bool IsOpenSince(DateTimeOffset time)
    {
        lock (_lock)
        {
            return Status == JobStatus.Open && _state.UpdatedAt <= time;
        }
    }

    /// <summary>Ends the input of an open job.</summary>
    /// <param name="reserve">Reserves queue capacity for a number of items. If it throws, the job stays open.</param>
    public void Close(Action<int> reserve)
    {
        lock (_lock)
        {
            RequireOpen();
            if (_items.Count == 0)
            {
                throw EmulatorException.FailedPrecondition(
                    $"The job '{Identifier}' cannot be closed: it has no input yet.");
            }

            reserve(_items.Count);
            var now = _time.GetUtcNow();
            Enter(_state with { Status = JobStatus.Submitted, SubmittedAt = now, UpdatedAt = now });
        }
    }

    /// <summary>Starts an item; false if the job was cancelled before.</summary>
    public bool TryStart(JobItem item)
    {
        lock (_lock)
        {
            if (Status.IsFinal)
            {
                return false;
            }

            var now = _time.GetUtcNow();
            item.State = item.State with { StartedAt = now };
            Enter(_state with { Status = JobStatus.InProgress, UpdatedAt = now });

            return true;
        }
    }

    /// <summary>Ends an item; true if this ended the job.</summary>
    public bool End(JobItem item, Outcome outcome)
    {
        lock (_lock)
        {
            if (Status.IsFinal)
            {
                return false; // The job was cancelled: the outcome is discarded.
            }

            var now = _time.GetUtcNow();
            item.State = item.State with { Outcome = outcome, EndedAt = now };
            var state = outcome.Error is null
                ? _state with { UpdatedAt = now, Completed = _state.Completed + 1 }
                : _state with { UpdatedAt = now, Failed = _state.Failed + 1 };
            Enter(state.Completed + state.Failed < _items.Count
                ? state
                : state with { Status = state.Completed == 0 ? JobStatus.Failed : JobStatus.Complete });
            return Status.IsFinal;
        }
    }

    /// <summary>Cancels the job; false if it has already ended.</summary>
    public bool TryCancel()
    {
        lock (_lock)
        {
            if (Status.IsFinal)
            {
                return false;
            }

            Enter(_state with { Status = JobStatus.Canceled, UpdatedAt = _time.GetUtcNow() });
            foreach (var item in _items.Values.Where(item => item.State.StartedAt is null))
            {
                item.Release(); // The worker releases the items that have started.
            }
        }

        _cancellation.Cancel();
        return true;
    }

    /// <summary>The state of an item that has a result.</summary>
    /// <exception cref="EmulatorException">There is no such item, or it has no result.</exception>
    public JobItemSnapshot FindResult(string key)
    {
        lock (_lock)
        {
            return FindItemWithResult(key).State;
        }
    }

    public void SetVote(string key, Vote vote)
    {
        lock (_lock)
        {
            var item = FindItemWithResult(key);
            item.State = item.State with { Vote = vote };
        }
    }

    private JobItem FindItemWithResult(string key)
    {
        if (!_items.TryGetValue(key, out var item))
        {
            throw EmulatorException.NotFound($"The job '{Identifier}' has no input item '{key}'.");
        }

        return item.State.Outcome switch
        {
            null => throw EmulatorException.FailedPrecondition(
                $"The input item '{key}' has no result: the job is {Status.Name}."),
            { Error: { } error } => throw EmulatorException.FailedPrecondition(
                $"The input item '{key}' has no result: it failed. {error.Message}"),
            _ => item,
        };
    }

    private void RequireOpen()
    {
        if (Status != JobStatus.Open)
        {
            throw EmulatorException.FailedPrecondition($"The job '{Identifier}' is not open: it is {Status.Name}.");
        }
    }

    private void Enter(JobSnapshot state)
    {
        var isNew = _history.Count == 0 || state.Status != _state.Status;
        _state = state;
        if (isNew)
        {
            _history.Add(Capture());
        }
    }

    private JobSnapshot Capture() => _state with
    {
        Items = [.. _items.Values.Select(item => item.State)],
        Elapsed = (Status.IsFinal ? _state.UpdatedAt : _time.GetUtcNow()) - SubmittedAt,
    };
}
