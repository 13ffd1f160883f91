using Grpc.Core;
using Modzy.Edge.Json;

namespace Modzy.Edge.Requests;

/// <summary>Asks the edge for something until it has come to its end.</summary>
/// <param name="method">How to ask.</param>
/// <param name="message">What to ask for.</param>
/// <param name="subject">What it is.</param>
/// <param name="options">How long and how often to ask; null for the defaults.</param>
/// <param name="convert">Makes the result of an answer.</param>
/// <param name="describe">Says how far it is, or null if it is at its end.</param>
/// <param name="begun">The schedule of what this is a part of; null if it begins by itself.</param>
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
        var absence = new Absence(context);
        TResult? last = null;
        string? state = null;
        EdgeException? failure = null;
        while (true)
        {
            TimeSpan time = schedule.QuestionTime;
            try
            {
                TResult result = convert(await context.UnaryAsync(method, message, time).ConfigureAwait(false));
                state = describe(result);
                if (state is null)
                {
                    return result;
                }

                last = result;
                absence.End();
                failure = null;
            }
            catch (EdgeException e) when (absence.IsPassing(e))
            {
                // A question that the end of the wait cut short says less than the answer before it.
                bool isCutShort = e.Status == EdgeStatus.DeadlineExceeded && schedule.IsOver;
                failure = isCutShort && state is not null ? failure : WaitSchedule.Better(failure, e);
                if (e.Status == EdgeStatus.DeadlineExceeded)
                {
                    schedule.QuestionTimedOut();
                }
            }
            catch (EdgeException e)
            {
                subject.Name(e);
                throw;
            }

            if (!schedule.IsOver)
            {
                await context.DelayAsync(schedule.NextDelay()).ConfigureAwait(false);
            }

            if (schedule.IsOver)
            {
                throw TimedOut(schedule.Timeout, state, failure, last);
            }
        }
    }

    private static EdgeWaitOptions? Checked(EdgeWaitOptions? options)
    {
        WaitSchedule.Check(options);
        return options;
    }

    private EdgeException TimedOut(TimeSpan limit, string? state, EdgeException? failure, TResult? last)
    {
        string late = limit == TimeSpan.Zero
            ? $"{subject} was not at its end when the edge was asked."
            : $"{subject} did not come to its end within {Durations.Describe(limit)}.";
        string seen = state is null ? "" : $" It was last seen {state}.";
        string reason = failure is null ? "" : $" {failure.Message}";
        var error = new EdgeException(
            EdgeStatus.DeadlineExceeded, $"{late}{seen}{reason} Wait for it again, or with a longer timeout.", failure)
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
