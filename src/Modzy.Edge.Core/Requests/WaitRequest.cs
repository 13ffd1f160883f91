using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Json;

namespace Modzy.Edge.Requests;

/// <summary>Polls a job or an inference until it has ended.</summary>
/// <param name="method">The method to poll.</param>
/// <param name="message">Its request.</param>
/// <param name="subject">The job or inference.</param>
/// <param name="options">Timeout and polling interval; null for the defaults.</param>
/// <param name="convert">Converts a response.</param>
/// <param name="describe">Describes the progress; null if it has ended.</param>
/// <param name="begun">The schedule of the enclosing operation; null for a new one.</param>
internal sealed class WaitRequest<TMessage, TReply, TResult>(
    Method<TMessage, TReply> method,
    TMessage message,
    WaitSubject subject,
    EdgeWaitOptions? options,
    Func<TReply, TResult> convert,
    Func<TResult, string?> describe,
    WaitSchedule? begun = null) : EdgeRequest<TResult>
    where TMessage : class
    where TReply : class
    where TResult : class, IJsonWritable
{
    private readonly EdgeWaitOptions? _options = Checked(options);

    public override async ValueTask<TResult> RunAsync(CallContext context)
    {
        WaitSchedule schedule = begun ?? new WaitSchedule(_options);
        var transient = new TransientFailures(context);
        TResult? last = null;
        string? state = null;
        EdgeException? failure = null;
        while (true)
        {
            TimeSpan time = schedule.PollTimeout;
            try
            {
                TResult result = convert(await context.PollAsync(method, message, time).ConfigureAwait(false));
                state = describe(result);
                if (state is null)
                {
                    return result;
                }

                last = result;
                transient.End();
                failure = null;
            }
            catch (EdgeException e) when (transient.IsTransient(e))
            {
                // A poll that was cut short by the timeout says less than the response before it.
                bool isCutShort = e.Status == EdgeStatus.DeadlineExceeded && schedule.IsOver;
                failure = isCutShort && state is not null ? failure : WaitSchedule.Better(failure, e);
                if (e.Status == EdgeStatus.DeadlineExceeded)
                {
                    schedule.OnPollTimedOut();
                }
            }
            catch (EdgeException e)
            {
                subject.Name(e);
                throw;
            }

            if (!await schedule.DelayAsync(context.DelayAsync).ConfigureAwait(false))
            {
                (string rest, Job? cancelled) = context.CancelsOnTimeout && schedule.Timeout > TimeSpan.Zero
                    ? await subject.CancelAsync(context).ConfigureAwait(false)
                    : (WaitSubject.Continues, null);
                throw TimedOut(schedule.Timeout, state, failure, cancelled as TResult ?? last, rest);
            }
        }
    }

    private static EdgeWaitOptions? Checked(EdgeWaitOptions? options)
    {
        WaitSchedule.Check(options);
        return options;
    }

    private EdgeException TimedOut(
        TimeSpan limit, string? state, EdgeException? failure, TResult? last, string rest)
    {
        string late = limit == TimeSpan.Zero
            ? $"{subject} was not at its end when the edge was asked."
            : $"{subject} did not come to its end within {Durations.Describe(limit)}.";
        string seen = state is null ? "" : $" It was last seen {state}.";
        string reason = failure is null ? "" : $" {failure.Message}";
        var error = new EdgeException(
            EdgeStatus.DeadlineExceeded, $"{late}{seen}{reason} {rest}", failure)
        {
            Origin = failure?.Origin ?? EdgeErrorOrigin.Local,
            Endpoint = failure?.Endpoint,
            Method = method.FullName,
            ServerMessage = failure?.ServerMessage,
            LastKnown = last,
        };
        subject.Name(error);
        return error;
    }
}

/// <summary>What is waited for: a job or an inference.</summary>
internal sealed class WaitSubject
{
    /// <summary>What to say about it when the time of a wait is up.</summary>
    public const string Continues = "Wait for it again, or with a longer timeout.";

    /// <summary>How long the edge has to cancel a job for a call that has ended otherwise.</summary>
    private static readonly TimeSpan _cancelTime = TimeSpan.FromSeconds(2);

    private readonly string _identifier;
    private readonly bool _isJob;

    private WaitSubject(string identifier, bool isJob) => (_identifier, _isJob) = (identifier, isJob);

    public static WaitSubject Job(string identifier) => new(identifier, isJob: true);

    public static WaitSubject Inference(string identifier) => new(identifier, isJob: false);

    /// <summary>Sets the identifier in an error.</summary>
    public void Name(EdgeException error)
    {
        if (_isJob)
        {
            error.JobIdentifier = _identifier;
        }
        else
        {
            error.InferenceIdentifier = _identifier;
        }
    }

    /// <summary>Cancels a job, within a short time of its own. Inferences continue.</summary>
    /// <param name="context">Makes the call.</param>
    /// <param name="otherwise">What the job may do if it cannot be cancelled.</param>
    /// <returns>What came of it, for the error, and the job as the edge has it now, if it has said so.</returns>
    public async ValueTask<(string Outcome, Job? Job)> CancelAsync(
        CallContext context, string otherwise = "may continue")
    {
        if (!_isJob)
        {
            return (Continues, null);
        }

        try
        {
            EdgeRequest<Job> request = EdgeRequests.Cancel(_identifier);
            Job job = await request.RunAsync(context.Detached(_cancelTime)).ConfigureAwait(false);
            string outcome = job.Status == JobStates.Canceled
                ? "It was cancelled."
                : $"The edge was asked to cancel it, and has it as {job.Status} now.";
            return (outcome, job);
        }
        catch (EdgeException e)
        {
            return ($"It could not be cancelled, and {otherwise}: {e.Message}", null);
        }
    }

    public override string ToString() => $"{(_isJob ? "Job" : "Inference")} {_identifier}";
}

/// <summary>
/// Distinguishes transient failures from those that end a wait. An edge or proxy that restarts refuses connections,
/// responds UNAVAILABLE, or cancels pending calls.
/// </summary>
internal sealed class TransientFailures(CallContext context)
{
    /// <summary>How long the edge may be unavailable before the wait fails: a restart takes less.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(10);

    private long? _since;

    /// <summary>Whether a failure is transient. Call in the order of the failures.</summary>
    public bool IsTransient(EdgeException failure)
    {
        // Cancelled on this side, by the caller or a signal.
        if (context.Cancellation.IsCancellationRequested
            || failure is { Status: EdgeStatus.Cancelled, Origin: EdgeErrorOrigin.Local })
        {
            return false;
        }

        switch (failure.Status)
        {
            case EdgeStatus.DeadlineExceeded:
                // A slow edge is not an unavailable one.
                return true;
            case EdgeStatus.Unavailable or EdgeStatus.Cancelled:
                _since ??= Stopwatch.GetTimestamp();
                return Stopwatch.GetElapsedTime(_since.Value) < _tolerance;
            default:
                return false;
        }
    }

    /// <summary>Records a response of the edge.</summary>
    public void End() => _since = null;
}
