using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The jobs of the emulator, with a bounded number of finished ones.</summary>
internal sealed class JobStore(EmulatorOptions options)
{
    private readonly BoundedHistory<Job> _jobs = new(options.KeepJobs);

    public void Add(Job job) => _jobs.Add(job.Identifier, job);

    public void Retire(Job job) => _jobs.Retire(job.Identifier);

    /// <summary>All jobs, the newest first.</summary>
    public List<Job> All() => _jobs.All();

    public Job Find(string? identifier)
    {
        if (string.IsNullOrEmpty(identifier))
        {
            throw EmulatorException.InvalidArgument("identifier", "of the job must not be empty");
        }

        return _jobs.TryFind(identifier, out var job)
            ? job
            : throw EmulatorException.NotFound(
                $"There is no job '{identifier}'. The last {options.KeepJobs} finished jobs are kept (--keep-jobs).");
    }
}
