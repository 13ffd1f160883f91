using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>Usage statistics for each API key. Not bounded like the history of jobs.</summary>
internal sealed class Usage(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, KeyUsage> _keys = new(StringComparer.Ordinal);

    public void Submitted(Job job)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(job.AccessKey, out var key))
            {
                _keys.Add(job.AccessKey, key = new KeyUsage());
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

    /// <summary>One for each API key that has submitted a job.</summary>
    public List<JobStatistics> ToStatistics()
    {
        lock (_lock)
        {
            return [.. _keys.Select(entry => ToStatistics(entry.Key, entry.Value))];
        }
    }

    private static JobStatistics ToStatistics(string prefix, KeyUsage key) => new()
    {
        AccessKey = prefix,
        JobsCount = key.Jobs,
        LastApiUsage = Timestamp.FromDateTimeOffset(key.LastUse),
        ModelsCount = key.Processed.Count,
        ModelsList =
        {
            key.Processed.Select(entry => new JobStatistics.Types.Model
            {
                Identifier = entry.Key.Identifier,
                Name = entry.Key.Name,
                Version = entry.Key.Version,
                ProcessedJobsCount = entry.Value,
            }),
        },
    };

    private sealed class KeyUsage
    {
        public int Jobs { get; set; }

        public DateTimeOffset LastUse { get; set; }

        public Dictionary<IModel, int> Processed { get; } = [];
    }
}
