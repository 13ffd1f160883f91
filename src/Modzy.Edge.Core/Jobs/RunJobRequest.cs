using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Submits a job, waits for its end and fetches its results, all within one time.</summary>
internal sealed class RunJobRequest : EdgeRequest<JobResults>
{
    private readonly ModelReference _model;
    private readonly SubmissionInput _input;
    private readonly bool _explain;
    private readonly EdgeWaitOptions? _options;
    private readonly JobProgress _progress;

    /// <exception cref="EdgeException">One of the times cannot be right.</exception>
    public RunJobRequest(ModelReference model, SubmissionInput input, bool explain, EdgeWaitOptions? options, JobProgress progress)
    {
        WaitSchedule.Check(options);
        (_model, _input, _explain, _options, _progress) = (model, input, explain, options, progress);
    }

    public override async ValueTask<JobResults> RunAsync(CallContext context)
    {
        var schedule = new WaitSchedule(_options);
        Job job = await EdgeRequests.Submit(_model, _input, _explain).RunAsync(context.Within(schedule.CallTime)).ConfigureAwait(false);
        try
        {
            Job ended = await EdgeRequests.Wait(job.JobIdentifier, _options, _progress, schedule).RunAsync(context).ConfigureAwait(false);
            return ended.Status == JobStates.Canceled
                ? throw new EdgeException(EdgeStatus.Aborted, "It was cancelled while this call waited for it; submit it again, if it is still wanted.")
                : await ResultRequests.GetAll(job.JobIdentifier).RunAsync(context.Within(schedule.CallTime)).ConfigureAwait(false);
        }
        catch (EdgeException e) when (!e.Message.Contains(job.JobIdentifier, StringComparison.Ordinal))
        {
            // Only this call knows the identifier: no failure may lose it.
            EdgeException failure = e.Explained($"Job {job.JobIdentifier} was accepted, but it has no results yet: {e.Message}");
            failure.JobIdentifier = job.JobIdentifier;
            throw failure;
        }
    }
}
