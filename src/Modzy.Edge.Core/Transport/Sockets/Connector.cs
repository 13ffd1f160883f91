using System.Net;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>Connects to an edge.</summary>
/// <param name="endpoint">The edge.</param>
/// <param name="timeout">The connect timeout.</param>
internal sealed class Connector(EdgeEndpoint endpoint, TimeSpan timeout)
{
    /// <summary>The address that accepted last. It is tried first.</summary>
    private volatile EndPoint? _lastReached;

    /// <summary>Connects to the first address of the edge that accepts.</summary>
    /// <exception cref="ConnectionException">No address accepts, or not within the connect timeout.</exception>
    /// <exception cref="TimeoutException">The deadline of the call has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The resolver thread could not be created.</exception>
    public EdgeSocket Connect(Deadline callDeadline, CancellationToken cancellation) =>
        new(Open(callDeadline, cancellation), isTcp: endpoint.SocketPath is null);

    private SocketHandle Open(Deadline callDeadline, CancellationToken cancellation)
    {
        Deadline connectDeadline = Deadline.After(timeout);
        Deadline deadline = Deadline.Earlier(callDeadline, connectDeadline);
        try
        {
            EndPoint[] addresses = AddressResolver.Resolve(endpoint, deadline, cancellation);
            int last = Array.IndexOf(addresses, _lastReached);
            if (last > 0)
            {
                addresses = [addresses[last], .. addresses[..last], .. addresses[(last + 1)..]];
            }

            (SocketHandle socket, _lastReached) = HappyEyeballs.Connect(addresses, deadline, cancellation);
            return socket;
        }
        catch (TimeoutException) when (connectDeadline.IsBefore(callDeadline))
        {
            throw new ConnectionException($"no connection within {Requests.Durations.Describe(timeout)}");
        }
    }
}
