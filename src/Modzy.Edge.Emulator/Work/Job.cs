using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Work;

/// <summary>
/// A job and the states it goes through: SUBMITTED, IN_PROGRESS when the first item is taken up, then COMPLETE, or
/// FAILED when all items failed; CANCELED from any of the live ones. Every member may be used from any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to be disposed of.")]
internal sealed partial class Job
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<JobItem> _items;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly DateTimeOffset _createdAt;
    private DateTimeOffset _updatedAt;
    private int _completed;
    private int _failed;

    public Job(IModel model, bool explain, string accessKey, List<JobItem> items, TimeProvider time)
    {
        Model = model;
        Explain = explain;
        AccessKey = accessKey;
        _items = items;
        _time = time;
        _createdAt = _updatedAt = SubmittedAt = time.GetUtcNow();
        Status = JobStatus.Submitted;
    }

    public string Identifier { get; } = Guid.NewGuid().ToString();

    public IModel Model { get; }

    public bool Explain { get; }

    /// <summary>Public part of the API key that submitted the job.</summary>
    public string AccessKey { get; }

    public DateTimeOffset SubmittedAt { get; private set; }

    public JobStatus Status { get; private set; }

    public bool IsFinal => Status is JobStatus.Complete or JobStatus.Canceled or JobStatus.Failed;

    public IReadOnlyList<JobItem> Items => _items;

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

            item.StartedAt = Touch();
            Status = JobStatus.InProgress;
            return true;
        }
    }

    /// <summary>Ends the work on an item; true when the whole job came to its end with it.</summary>
    public bool Complete(JobItem item, ReadOnlyMemory<byte> json)
    {
        lock (_lock)
        {
            if (IsFinal)
            {
                return false; // Cancelled meanwhile: nothing of it counts any more.
            }

            item.Json = json;
            _completed++;
            return End(item);
        }
    }

    /// <inheritdoc cref="Complete"/>
    public bool Fail(JobItem item, Error error)
    {
        lock (_lock)
        {
            if (IsFinal)
            {
                return false; // Cancelled meanwhile: nothing of it counts any more.
            }

            item.Error = error;
            _failed++;
            return End(item);
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

            Touch();
            Status = JobStatus.Canceled;
            foreach (var item in _items.Where(item => item.StartedAt is null))
            {
                item.Release(); // The worker releases what it has taken up.
            }
        }

        _cancellation.Cancel();
        return true;
    }

    private bool End(JobItem item)
    {
        item.EndedAt = Touch();
        if (_completed + _failed == _items.Count)
        {
            Status = _completed == 0 ? JobStatus.Failed : JobStatus.Complete;
        }

        return IsFinal;
    }

    private DateTimeOffset Touch() => _updatedAt = _time.GetUtcNow();
}
