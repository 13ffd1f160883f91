using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Requests;

/// <summary>Waits until the edge answers.</summary>
/// <remarks>
/// A connection alone proves little (a forwarding proxy accepts it too), so the edge is asked for its features, the
/// cheapest question there is. An edge that does not know them is there as well.
/// </remarks>
internal sealed class WaitReadyRequest(TimeSpan? timeout) : EdgeRequest<bool>
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(1);

    public override async ValueTask<bool> RunAsync(CallContext context)
    {
        var patience = new Patience(timeout ?? _defaultTimeout, _firstDelay, _longestDelay);
        while (true)
        {
            try
            {
                await context.UnaryAsync(EdgeMethods.GetFeatures, new Empty(), patience.Remaining).ConfigureAwait(false);
                return true;
            }
            catch (EdgeException e) when (e.ServerMessage is not null && e.Status is not EdgeStatus.Unavailable)
            {
                // Whatever it thinks of the question: it is a gRPC server, and it has answered.
                return true;
            }
            catch (EdgeException e) when (e.Status is EdgeStatus.Unavailable or EdgeStatus.DeadlineExceeded)
            {
                if (patience.IsOver)
                {
                    throw new EdgeException(
                        EdgeStatus.DeadlineExceeded,
                        $"The edge was not ready within {Durations.Describe(patience.Timeout)}. {e.Message}",
                        e)
                    {
                        Endpoint = e.Endpoint,
                        Method = e.Method,
                        ServerMessage = e.ServerMessage,
                    };
                }
            }

            await context.DelayAsync(patience.NextDelay()).ConfigureAwait(false);
        }
    }
}
