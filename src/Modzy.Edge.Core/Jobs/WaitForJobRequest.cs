using System.Diagnostics;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>Asks for a job until it has come to its end.</summary>
internal sealed class WaitForJobRequest(string jobIdentifier, TimeSpan? timeout, TimeSpan? pollInterval)
    : EdgeRequest<Job>
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _defaultPollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longestInterval = TimeSpan.FromSeconds(1);

    /// <summary>An edge restarts, or a network comes back, within this time; what is away longer is worth an error.</summary>
    private static readonly TimeSpan _outageTolerance = TimeSpan.FromSeconds(10);

    private readonly JobIdentifier _message = JobIdentifiers.Message(jobIdentifier);

    public override async ValueTask<Job> RunAsync(CallContext context)
    {
        var patience = new Patience(
            timeout ?? _defaultTimeout, pollInterval ?? _defaultPollInterval, _longestInterval);
        long lastAnswer = Stopwatch.GetTimestamp();
        string state = "";
        while (true)
        {
            EdgeException? failure = null;
            try
            {
                Job job = Job.From(
                    await context.UnaryAsync(EdgeMethods.GetJob, _message, patience.Remaining).ConfigureAwait(false));
                if (job.IsFinal)
                {
                    return job;
                }

                lastAnswer = Stopwatch.GetTimestamp();
                state = Progress(job);
            }
            catch (EdgeException e) when (IsPassing(e, lastAnswer))
            {
                failure = e;
            }

            if (patience.IsOver)
            {
                throw TimedOut(patience.Timeout, state, failure);
            }

            await context.DelayAsync(patience.NextDelay()).ConfigureAwait(false);
        }
    }

    private static bool IsPassing(EdgeException e, long lastAnswer) =>
        e.Status == EdgeStatus.DeadlineExceeded
        || (e.Status == EdgeStatus.Unavailable && Stopwatch.GetElapsedTime(lastAnswer) < _outageTolerance);

    private static string Progress(Job job) =>
        $" It was last seen {job.Status}, with {job.Completed} of {job.Total} input items completed and {job.Failed} failed.";

    private EdgeException TimedOut(TimeSpan limit, string state, EdgeException? failure)
    {
        string reason = failure is null ? "" : $" {failure.Message}";
        return new EdgeException(
            EdgeStatus.DeadlineExceeded,
            $"Job {jobIdentifier} did not come to its end within {Durations.Describe(limit)}.{state}{reason} Wait for it again, or with a longer timeout.",
            failure)
        {
            Endpoint = failure?.Endpoint,
            Method = EdgeMethods.GetJob.FullName,
            ServerMessage = failure?.ServerMessage,
        };
    }
}
