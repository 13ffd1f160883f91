using Modzy.Edge.Emulator.Models;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Usage statistics for each API key. Not bounded like the history of jobs.</summary>
internal sealed class Usage(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Counters> _keys = new(StringComparer.Ordinal);

    public void Submitted(Job job)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(job.AccessKey, out var key))
            {
                _keys.Add(job.AccessKey, key = new Counters());
            }

            key.Jobs++;
            key.LastUse = time.GetUtcNow();
            key.Processed.TryAdd(job.Model, 0);
        }
    }

    /// <summary>Counts a job that a model has processed.</summary>
    public void Processed(Job job)
    {
        lock (_lock)
        {
            _keys[job.AccessKey].Processed[job.Model]++;
        }
    }

    /// <summary>The usage of each API key that has submitted a job.</summary>
    public List<KeyUsage> ToSnapshot()
    {
        lock (_lock)
        {
            return [.. _keys.Select(key => new KeyUsage(
                key.Key, key.Value.Jobs, key.Value.LastUse, [.. key.Value.Processed]))];
        }
    }

    private sealed class Counters
    {
        public int Jobs { get; set; }

        public DateTimeOffset LastUse { get; set; }

        public Dictionary<IModel, int> Processed { get; } = [];
    }
}

/// <param name="Processed">The number of processed jobs for each model that a job was submitted to.</param>
internal sealed record KeyUsage(
    string AccessKey, int Jobs, DateTimeOffset LastUse, IReadOnlyList<KeyValuePair<IModel, int>> Processed);
