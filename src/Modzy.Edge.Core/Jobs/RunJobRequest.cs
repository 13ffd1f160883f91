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
        Job job = await EdgeRequests.Submit(_model, _input, _explain).RunAsync(Limited(context, schedule)).ConfigureAwait(false);
        try
        {
            Job ended = await EdgeRequests.Wait(job.JobIdentifier, _options, _progress, schedule).RunAsync(context).ConfigureAwait(false);
            return ended.Status == JobStates.Canceled
                ? throw new EdgeException(EdgeStatus.Aborted, "It was cancelled while this call waited for it; submit it again, if it is still wanted.")
                : await ResultRequests.GetAll(job.JobIdentifier).RunAsync(Limited(context, schedule)).ConfigureAwait(false);
        }
        catch (EdgeException e) when (!e.Message.Contains(job.JobIdentifier, StringComparison.Ordinal))
        {
            // Only this call knows the identifier: no failure may lose it.
            throw new EdgeException(e.Status, $"Job {job.JobIdentifier} was accepted, but it has no results yet: {e.Message}", e)
            {
                Origin = e.Origin,
                Endpoint = e.Endpoint,
                Method = e.Method,
                ServerMessage = e.ServerMessage,
                JobIdentifier = job.JobIdentifier,
                LastKnown = e.LastKnown,
            };
        }
    }

    /// <summary>A context whose calls end with the time of the wait; a wait that has none gives each its one question's.</summary>
    private static CallContext Limited(CallContext context, WaitSchedule schedule) =>
        context.Within(schedule.IsOver ? WaitSchedule.ShortestQuestion : schedule.Remaining);
}
