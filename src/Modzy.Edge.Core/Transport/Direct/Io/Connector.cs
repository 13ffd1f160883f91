using System.Net;

namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>Opens sockets to an edge.</summary>
internal sealed class Connector(EdgeEndpoint endpoint, TimeSpan timeout)
{
    /// <summary>Connects to the first address of the edge that lets it.</summary>
    /// <exception cref="ConnectionException">No address does, or not within the time for connecting.</exception>
    /// <exception cref="TimeoutException">The deadline of the call has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EdgeSocket Connect(Deadline callDeadline, CancellationToken cancellation)
    {
        Deadline deadline = Deadline.Earlier(callDeadline, Deadline.After(timeout));
        try
        {
            EndPoint[] addresses = AddressResolver.Resolve(endpoint, deadline, cancellation);
            for (int i = 0; i < addresses.Length; i++)
            {
                try
                {
                    return EdgeSocket.Connect(addresses[i], Share(deadline, addresses.Length - i), cancellation);
                }
                catch (Exception e) when (e is ConnectionException or TimeoutException && i + 1 < addresses.Length)
                {
                    // The next one: a host may have addresses that are not served.
                }
            }

            throw new ConnectionException($"{endpoint.Host} has no address");
        }
        catch (TimeoutException) when (!callDeadline.IsPast)
        {
            throw new ConnectionException($"no connection within {Requests.Durations.Describe(timeout)}");
        }
    }

    /// <summary>An address that does not answer must not use up the time of those after it.</summary>
    private static Deadline Share(Deadline deadline, int parts) =>
        deadline.IsNever || parts == 1 ? deadline : Deadline.After(deadline.Remaining / parts);
}
