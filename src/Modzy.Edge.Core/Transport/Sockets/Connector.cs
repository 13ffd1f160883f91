using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>Connects to an edge.</summary>
/// <param name="endpoint">The edge.</param>
/// <param name="timeout">The connect timeout.</param>
/// <param name="counters">Counts the connections; null to count nothing.</param>
internal sealed class Connector(EdgeEndpoint endpoint, TimeSpan timeout, SocketCounters? counters = null)
{
    /// <summary>The address that accepted last. It is tried first.</summary>
    private volatile EndPoint? _lastReached;

    /// <summary>Connects to the first address of the edge that accepts.</summary>
    /// <exception cref="ConnectionException">No address accepts, or not within the connect timeout.</exception>
    /// <exception cref="TimeoutException">The deadline of the call has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The resolver thread could not be created.</exception>
    public EdgeSocket Connect(Deadline callDeadline, CancellationToken cancellation)
    {
        try
        {
            var socket = new EdgeSocket(Open(callDeadline, cancellation), isTcp: endpoint.SocketPath is null)
            {
                Counters = counters,
            };
            counters?.OnOpened();
            return socket;
        }
        catch
        {
            counters?.OnFailed();
            throw;
        }
    }

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

/// <summary>Resolves the addresses of an edge, in the order of the connection attempts.</summary>
internal static class AddressResolver
{
    /// <summary>
    /// RFC 6761, section 6.3: localhost is the loopback interface, whatever /etc/hosts and DNS say. IPv4 comes first
    /// because edges listen there by default.
    /// </summary>
    private static readonly IPAddress[] _localhost = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <exception cref="ConnectionException">The name has no address.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The resolver thread could not be created.</exception>
    public static EndPoint[] Resolve(EdgeEndpoint endpoint, Deadline deadline, CancellationToken cancellation)
    {
        if (endpoint.SocketPath is string path)
        {
            return [new UnixDomainSocketEndPoint(path)];
        }

        IPAddress[] addresses = ParseAddress(endpoint.Host) is IPAddress address ? [address]
            : IsLocalhost(endpoint.Host) ? _localhost
            : Interleave(NameResolver.Resolve(endpoint.Host, deadline, cancellation));
        return Array.ConvertAll(addresses, EndPoint (found) => new IPEndPoint(found, endpoint.Port));
    }

    /// <summary>
    /// Alternates the address families, beginning with that of the first address (RFC 8305, section 4): a family
    /// without a route delays the connection by one attempt only.
    /// </summary>
    public static IPAddress[] Interleave(IPAddress[] addresses)
    {
        List<IPAddress> ordered = [];
        List<IPAddress> sameFamily = [];
        Queue<IPAddress> otherFamily = [];
        foreach (IPAddress address in addresses)
        {
            if (address.AddressFamily != addresses[0].AddressFamily)
            {
                otherFamily.Enqueue(address);
            }
            else
            {
                sameFamily.Add(address);
            }
        }

        foreach (IPAddress address in sameFamily)
        {
            ordered.Add(address);
            if (otherFamily.TryDequeue(out IPAddress? other))
            {
                ordered.Add(other);
            }
        }

        return [.. ordered, .. otherFamily];
    }

    private static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Equals("localhost.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses an address; null if the host is a name.</summary>
    /// <exception cref="ConnectionException">There is no such network interface.</exception>
    private static IPAddress? ParseAddress(string host)
    {
        int percent = host.IndexOf('%', StringComparison.Ordinal);
        if (!IPAddress.TryParse(percent < 0 ? host : host.AsSpan(0, percent), out IPAddress? address) || percent < 0)
        {
            return address;
        }

        // Interfaces can appear, or get another index, after the client was created.
        string zone = host[(percent + 1)..];
        uint index = uint.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number : Libc.InterfaceIndex(zone);
        return index != 0
            ? new IPAddress(address.GetAddressBytes(), index)
            : throw new ConnectionException($"this machine has no network interface {PrintableText.Escape(zone)}");
    }
}
