using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Requests;

/// <summary>Waits until the edge answers.</summary>
/// <remarks>
/// A connection alone proves little (a forwarding proxy accepts it too), so the edge is asked for its features, the
/// cheapest question there is. An edge that does not know them is there as well.
/// </remarks>
internal sealed class WaitReadyRequest(TimeSpan? timeout) : EdgeRequest<bool>
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(1);

    public override async ValueTask<bool> RunAsync(CallContext context)
    {
        Durations.Check(timeout, "timeout");
        var patience = new Patience(timeout ?? Patience.DefaultTimeout, _firstDelay, _longestDelay);
        EdgeException? failure = null;
        while (true)
        {
            try
            {
                await context.UnaryAsync(EdgeMethods.GetFeatures, new Empty(), patience.Remaining).ConfigureAwait(false);
                return true;
            }
            catch (EdgeException e) when (e is { Origin: EdgeErrorOrigin.Edge, Status: not EdgeStatus.Unavailable })
            {
                // Whatever it thinks of the question: it is a gRPC server, and it has answered.
                return true;
            }
            catch (EdgeException e) when (e is { Origin: EdgeErrorOrigin.Transport, Status: EdgeStatus.Unknown })
            {
                // gRPC's status for an HTTP response that is not gRPC's. Waiting longer would not help.
                throw new EdgeException(EdgeStatus.Unimplemented, e.Message, e)
                {
                    Origin = e.Origin,
                    Endpoint = e.Endpoint,
                    Method = e.Method,
                };
            }
            catch (EdgeException e) when (e.Status is EdgeStatus.Unavailable or EdgeStatus.DeadlineExceeded)
            {
                failure = Patience.Better(failure, e);
            }

            await context.DelayAsync(patience.NextDelay()).ConfigureAwait(false);
            if (patience.IsOver)
            {
                throw TimedOut(patience.Timeout, failure);
            }
        }
    }

    private static EdgeException TimedOut(TimeSpan limit, EdgeException failure) => new(
        EdgeStatus.DeadlineExceeded, $"The edge was not ready within {Durations.Describe(limit)}. {failure.Message}", failure)
    {
        Origin = failure.Origin,
        Endpoint = failure.Endpoint,
        Method = failure.Method,
        ServerMessage = failure.ServerMessage,
    };
}
