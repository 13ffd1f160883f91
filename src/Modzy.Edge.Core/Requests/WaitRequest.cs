using System.Diagnostics;
using Grpc.Core;

namespace Modzy.Edge.Requests;

/// <summary>Asks the edge for something until it has come to its end.</summary>
/// <param name="method">How to ask.</param>
/// <param name="message">What to ask for.</param>
/// <param name="subject">What it is, for messages: <c>Job 5f3a…</c>.</param>
/// <param name="timeout">How long to wait; null for 30 seconds.</param>
/// <param name="pollInterval">The first interval between two questions; null for 10 milliseconds.</param>
/// <param name="convert">Makes the result of an answer.</param>
/// <param name="describe">Says how far it is, or null if it is at its end.</param>
internal sealed class WaitRequest<TMessage, TReply, TResult>(
    Method<TMessage, TReply> method,
    TMessage message,
    string subject,
    TimeSpan? timeout,
    TimeSpan? pollInterval,
    Func<TReply, TResult> convert,
    Func<TResult, string?> describe) : EdgeRequest<TResult>
    where TMessage : class
    where TReply : class
{
    private static readonly TimeSpan _defaultPollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longestInterval = TimeSpan.FromSeconds(1);

    /// <summary>An edge restarts, or a network comes back, within this time; what is away longer is worth an error.</summary>
    private static readonly TimeSpan _outageTolerance = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _pollInterval = Polling.Check(timeout, pollInterval) ?? _defaultPollInterval;

    public override async ValueTask<TResult> RunAsync(CallContext context)
    {
        var patience = new Patience(
            timeout ?? Patience.DefaultTimeout, _pollInterval, _longestInterval);
        long lastAnswer = Stopwatch.GetTimestamp();
        string? state = null;
        EdgeException? failure = null;
        while (true)
        {
            TimeSpan limit = patience.Remaining;
            try
            {
                TResult result = convert(
                    await context.UnaryAsync(method, message, limit).ConfigureAwait(false));
                state = describe(result);
                if (state is null)
                {
                    return result;
                }

                lastAnswer = Stopwatch.GetTimestamp();
                failure = null;
            }
            catch (EdgeException e) when (IsPassing(e, lastAnswer))
            {
                // A question that the end of the wait cut short says less than the answer before it.
                bool isCutShort = e.Status == EdgeStatus.DeadlineExceeded && limit < _longestInterval && limit != Timeout.InfiniteTimeSpan;
                failure = isCutShort && state is not null ? failure : Patience.Better(failure, e);
            }

            await context.DelayAsync(patience.NextDelay()).ConfigureAwait(false);
            if (patience.IsOver)
            {
                throw TimedOut(patience.Timeout, state, failure);
            }
        }
    }

    private static bool IsPassing(EdgeException e, long lastAnswer) =>
        e.Status == EdgeStatus.DeadlineExceeded
        || (e.Status == EdgeStatus.Unavailable && Stopwatch.GetElapsedTime(lastAnswer) < _outageTolerance);

    private EdgeException TimedOut(TimeSpan limit, string? state, EdgeException? failure)
    {
        string seen = state is null ? "" : $" It was last seen {state}.";
        string reason = failure is null ? "" : $" {failure.Message}";
        return new EdgeException(
            EdgeStatus.DeadlineExceeded,
            $"{subject} did not come to its end within {Durations.Describe(limit)}.{seen}{reason} Wait for it again, or with a longer timeout.",
            failure)
        {
            Origin = failure?.Origin ?? EdgeErrorOrigin.Local,
            Endpoint = failure?.Endpoint,
            Method = method.FullName,
            ServerMessage = failure?.ServerMessage,
        };
    }
}
