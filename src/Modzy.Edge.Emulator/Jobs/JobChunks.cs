using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The input of a job that comes in chunks.</summary>
internal sealed partial class Job
{
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
                    throw RpcErrors.ResourceExhausted($"The job has {limits.MaximumInputs} input items, as many as it may have.");
                }

                _items.Add(key, item = new JobItem(key, []));
            }

            item.Append(input, chunk, limits);
            _updatedAt = _time.GetUtcNow();
        }
    }

    /// <summary>Whether the job is open and has not changed since a time.</summary>
    public bool IsOpenSince(DateTimeOffset time)
    {
        lock (_lock)
        {
            return Status == JobStatus.Open && _updatedAt <= time;
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
                throw RpcErrors.FailedPrecondition($"The job '{Identifier}' cannot be closed: it has no input yet.");
            }

            reserve(_items.Count);
            SubmittedAt = _time.GetUtcNow();
            Enter(JobStatus.Submitted, SubmittedAt);
        }
    }

    private void RequireOpen()
    {
        if (Status != JobStatus.Open)
        {
            throw RpcErrors.FailedPrecondition($"The job '{Identifier}' is not open: it is {StatusName}.");
        }
    }
}
