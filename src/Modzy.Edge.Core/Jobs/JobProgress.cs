using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>How far a job is that is waited for. Written by the wait, read by whoever wants to know.</summary>
internal sealed class JobProgress
{
    private volatile Job? _last;

    /// <summary>The job as the edge described it last; null before its first answer.</summary>
    public Job? Last => _last;

    public Job Observe(JobDetails answer)
    {
        Job job = Job.From(answer);
        _last = job;
        return job;
    }
}
