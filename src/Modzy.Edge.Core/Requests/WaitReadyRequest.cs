using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>Waits until the edge responds.</summary>
/// <remarks>
/// A connection alone does not prove that the edge is ready: a proxy accepts it, too. The edge is asked for its
/// features, the cheapest call. An edge that does not implement it is ready as well.
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
                await context.PollAsync(
                    EdgeMethods.GetFeatures, new EmptyMessage(), schedule.PollTimeout).ConfigureAwait(false);
                return true;
            }
            catch (EdgeException e) when (IsTransient(e, context))
            {
                failure = WaitSchedule.Better(failure, e);
                if (e.Status == EdgeStatus.DeadlineExceeded)
                {
                    schedule.OnPollTimedOut();
                }
            }
            catch (EdgeException e) when (e.Origin == EdgeErrorOrigin.Edge)
            {
                // Whatever the status: a gRPC server has responded.
                return true;
            }
            catch (EdgeException e) when (e is { Origin: EdgeErrorOrigin.Transport, Status: EdgeStatus.Unknown })
            {
                // The status of an HTTP response without gRPC. Waiting does not help.
                throw e.Explained(e.Message, EdgeStatus.Unimplemented);
            }

            if (!await schedule.DelayAsync(context.DelayAsync).ConfigureAwait(false))
            {
                throw TimedOut(schedule.Timeout, failure);
            }
        }
    }

    /// <summary>Whether the edge may become ready: it is restarting, or cannot be reached yet.</summary>
    private static bool IsTransient(EdgeException failure, CallContext context) =>
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
