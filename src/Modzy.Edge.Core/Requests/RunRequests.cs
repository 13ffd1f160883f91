using Modzy.Edge.Wire;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>Submits a job, waits for its end and fetches its results, all within one timeout.</summary>
internal sealed class RunJobRequest : EdgeRequest<JobResults>
{
    private readonly ModelReference _model;
    private readonly SubmissionInput _input;
    private readonly bool _explain;
    private readonly EdgeWaitOptions? _options;
    private readonly JobProgress _progress;
    private readonly ChunkLimitsCache _limits;

    /// <exception cref="EdgeException">The options of the wait are invalid.</exception>
    public RunJobRequest(
        ModelReference model,
        SubmissionInput input,
        bool explain,
        EdgeWaitOptions? options,
        JobProgress progress,
        ChunkLimitsCache limits)
    {
        WaitSchedule.Check(options);
        if (options is { Metadata.Count: > 0 })
        {
            throw EdgeException.InvalidArgument(
                "wait.metadata",
                "is given, but all calls of a run send the metadata of its submission; move the entries there.");
        }

        (_model, _input, _explain, _options, _progress, _limits) = (model, input, explain, options, progress, limits);
    }

    public override async ValueTask<JobResults> RunAsync(CallContext context)
    {
        var schedule = new WaitSchedule(_options);
        Job job = await EdgeRequests.Submit(_model, _input, _explain, _limits).RunAsync(
            context.Within(schedule.CallTime)).ConfigureAwait(false);
        try
        {
            EdgeRequest<Job> wait = EdgeRequests.Wait(job.JobIdentifier, _options, _progress, schedule);
            Job ended = await wait.RunAsync(context).ConfigureAwait(false);
            return ended.Status == JobStates.Canceled
                ? throw new EdgeException(EdgeStatus.Aborted, "It was cancelled while this call waited for it; submit it again, if it is still wanted.")
                : await ResultRequests.GetAll(job.JobIdentifier).RunAsync(
                    context.Within(schedule.CallTime)).ConfigureAwait(false);
        }
        catch (EdgeException e) when (!e.Message.Contains(job.JobIdentifier, StringComparison.Ordinal))
        {
            // Only this operation knows the identifier: every failure must report it.
            EdgeException failure = e.Explained($"Job {job.JobIdentifier} was accepted, but it has no results yet: {e.Message}");
            failure.JobIdentifier = job.JobIdentifier;
            throw failure;
        }
    }
}

/// <summary>Requests an inference and waits for its end, both within one timeout.</summary>
internal sealed class RunInferenceRequest : EdgeRequest<Inference>
{
    private readonly InferenceMessage _message;
    private readonly EdgeWaitOptions? _options;

    /// <exception cref="EdgeException">A timeout is invalid.</exception>
    public RunInferenceRequest(InferenceMessage message, EdgeWaitOptions? options)
    {
        InferenceRequests.Check(options);
        (_message, _options) = (message, options);
    }

    public override async ValueTask<Inference> RunAsync(CallContext context)
    {
        var schedule = new WaitSchedule(_options);
        Inference inference = await InferenceRequests.Perform(_message).RunAsync(
            context.Within(schedule.CallTime)).ConfigureAwait(false);
        return inference.IsFinal
            ? inference
            : await WaitAsync(context, inference.Identifier, schedule).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the inference. Only this operation knows its identifier: every failure must report it.
    /// </summary>
    private async ValueTask<Inference> WaitAsync(CallContext context, string identifier, WaitSchedule schedule)
    {
        try
        {
            return await InferenceRequests.Wait(identifier, _options, schedule).RunAsync(context).ConfigureAwait(false);
        }
        catch (EdgeException e) when (!e.Message.Contains(identifier, StringComparison.Ordinal))
        {
            EdgeException failure = e.Explained($"Inference {identifier} was accepted, but waiting for it failed: {e.Message}");
            failure.InferenceIdentifier = identifier;
            throw failure;
        }
    }
}

/// <summary>The progress of a job that is waited for. Written by the wait, read by any thread.</summary>
/// <param name="listener">Told each description; null for none.</param>
internal sealed class JobProgress(IProgress<Job>? listener = null)
{
    private volatile Job? _last;

    /// <summary>The job as the edge described it last; null before the first response.</summary>
    public Job? Last => _last;

    public Job Observe(JobDetails answer)
    {
        Job job = Job.From(answer);
        _last = job;
        listener?.Report(job);
        return job;
    }
}
