using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Requests;

/// <summary>Waits until the edge answers.</summary>
/// <remarks>
/// A connection alone proves little (a forwarding proxy accepts it too), so the edge is asked for its features, the
/// cheapest question there is. An edge that does not know them is there as well.
/// </remarks>
internal sealed class WaitReadyRequest(TimeSpan? timeout) : EdgeRequest<bool>
{
    public override async ValueTask<bool> RunAsync(CallContext context)
    {
        var schedule = new WaitSchedule(new EdgeWaitOptions { Timeout = timeout });
        EdgeException? failure = null;
        while (true)
        {
            try
            {
                await context.UnaryAsync(EdgeMethods.GetFeatures, new Empty(), schedule.QuestionTime).ConfigureAwait(false);
                return true;
            }
            catch (EdgeException e) when (IsPassing(e, context))
            {
                failure = WaitSchedule.Better(failure, e);
                if (e.Status == EdgeStatus.DeadlineExceeded)
                {
                    schedule.QuestionTimedOut();
                }
            }
            catch (EdgeException e) when (e.Origin == EdgeErrorOrigin.Edge)
            {
                // Whatever it thinks of the question: it is a gRPC server, and it has answered.
                return true;
            }
            catch (EdgeException e) when (e is { Origin: EdgeErrorOrigin.Transport, Status: EdgeStatus.Unknown })
            {
                // gRPC's status for an HTTP response that is not gRPC's. Waiting longer would not help.
                throw e.Explained(e.Message, EdgeStatus.Unimplemented);
            }

            if (!schedule.IsOver)
            {
                await context.DelayAsync(schedule.NextDelay()).ConfigureAwait(false);
            }

            if (schedule.IsOver)
            {
                throw TimedOut(schedule.Timeout, failure);
            }
        }
    }

    /// <summary>An edge that cancels the call is on its way out; one that is not there may come, however long it takes.</summary>
    private static bool IsPassing(EdgeException failure, CallContext context) =>
        (failure.Status == EdgeStatus.Unavailable
            || failure is { Status: EdgeStatus.Cancelled, Origin: not EdgeErrorOrigin.Local }
            || failure is { Status: EdgeStatus.DeadlineExceeded, Origin: not EdgeErrorOrigin.Edge })
        && !context.Cancellation.IsCancellationRequested;

    private static EdgeException TimedOut(TimeSpan limit, EdgeException failure) => failure.Explained(
        limit == TimeSpan.Zero
            ? $"The edge was not ready when it was asked. {failure.Message}"
            : $"The edge was not ready within {Durations.Describe(limit)}. {failure.Message}",
        EdgeStatus.DeadlineExceeded);
}
