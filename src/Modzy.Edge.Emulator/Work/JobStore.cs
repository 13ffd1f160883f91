using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Services;

namespace Modzy.Edge.Emulator.Work;

/// <summary>The jobs that the emulator remembers: all live ones, and as many finished ones as it is told to keep.</summary>
internal sealed class JobStore(EmulatorOptions options)
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Job> _jobs = [];
    private readonly Queue<Job> _finished = [];

    public void Add(Job job)
    {
        lock (_lock)
        {
            _jobs.Add(job.Identifier, job);
        }
    }

    public Job Find(string? identifier)
    {
        if (string.IsNullOrEmpty(identifier))
        {
            throw Refusal.Invalid("identifier", "of the job must not be empty");
        }

        lock (_lock)
        {
            return _jobs.TryGetValue(identifier, out var job)
                ? job
                : throw Refusal.NotFound(
                    $"There is no job '{identifier}'. The last {options.KeepJobs} finished jobs are remembered.");
        }
    }

    /// <summary>All jobs, the newest first.</summary>
    public List<Job> All()
    {
        lock (_lock)
        {
            return [.. _jobs.Values.Reverse()];
        }
    }

    /// <summary>To be told once of each job that has come to its end: it takes the place of the oldest.</summary>
    public void Retire(Job job)
    {
        lock (_lock)
        {
            _finished.Enqueue(job);
            if (_finished.Count > options.KeepJobs)
            {
                _jobs.Remove(_finished.Dequeue().Identifier);
            }
        }
    }
}
