using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Work;

/// <summary>The input of a job that comes in chunks.</summary>
internal sealed partial class Job
{
    /// <summary>Appends a chunk to a data input of an open job.</summary>
    public void Append(string key, string input, ReadOnlySpan<byte> chunk, JobLimits limits)
    {
        lock (_lock)
        {
            DemandOpen();
            if (!_items.TryGetValue(key, out var item))
            {
                if (_items.Count == limits.MaximumInputs)
                {
                    throw Refusal.TooMuch($"The job has {limits.MaximumInputs} input items, as many as it may have.");
                }

                _items.Add(key, item = new JobItem(key, []));
            }

            item.Append(input, chunk, limits);
            _updatedAt = _time.GetUtcNow();
        }
    }

    /// <summary>Whether the job is open and nothing was added to it since then.</summary>
    public bool IsOpenSince(DateTimeOffset time)
    {
        lock (_lock)
        {
            return Status == JobStatus.Open && _updatedAt <= time;
        }
    }

    /// <summary>Ends the input of an open job.</summary>
    /// <param name="reserve">Makes room for so many items, or throws: then the job stays open.</param>
    public void Close(Action<int> reserve)
    {
        lock (_lock)
        {
            DemandOpen();
            if (_items.Count == 0)
            {
                throw Refusal.NotNow($"The job '{Identifier}' cannot be closed: it has no input yet.");
            }

            reserve(_items.Count);
            SubmittedAt = _time.GetUtcNow();
            Enter(JobStatus.Submitted, SubmittedAt);
        }
    }

    private void DemandOpen()
    {
        if (Status != JobStatus.Open)
        {
            throw Refusal.NotNow($"The job '{Identifier}' is not open: it is {StatusName}.");
        }
    }
}
