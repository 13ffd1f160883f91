using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>Connects to an edge, through a proxy if there is one.</summary>
/// <param name="endpoint">The edge.</param>
/// <param name="timeout">The connect timeout.</param>
/// <param name="counters">Counts the connections; null to count nothing.</param>
/// <param name="proxy">Null if the edge is reached directly.</param>
/// <param name="tls">For TLS; null for plaintext.</param>
internal sealed class Connector(
    EdgeEndpoint endpoint,
    TimeSpan timeout,
    SocketCounters? counters = null,
    HttpProxy? proxy = null,
    TlsContext? tls = null)
{
    /// <summary>What the socket is connected to.</summary>
    private readonly EdgeEndpoint _next = proxy?.Endpoint ?? endpoint;

    /// <summary>The address that accepted last. It is tried first.</summary>
    private volatile EndPoint? _lastReached;

    /// <summary>The step that was begun last, by any of the attempts to connect.</summary>
    private volatile ConnectStep _latestStep = ConnectStep.Connect;

    /// <summary>What connecting waits for, as the beginning of a sentence.</summary>
    public string Missing => MissingIn(_latestStep);

    /// <summary>Connects to the first address of the edge that accepts.</summary>
    /// <exception cref="ConnectionException">No address accepts, or not within the connect timeout.</exception>
    /// <exception cref="TimeoutException">The deadline of the call has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The resolver thread could not be created.</exception>
    public EdgeSocket Connect(Deadline callDeadline, CancellationToken cancellation)
    {
        try
        {
            EdgeSocket socket = Establish(callDeadline, cancellation);
            socket.Counters = counters;
            counters?.OnOpened();
            return socket;
        }
        catch
        {
            counters?.OnFailed();
            throw;
        }
    }

    private EdgeSocket Establish(Deadline callDeadline, CancellationToken cancellation)
    {
        Deadline connectDeadline = Deadline.After(timeout);
        Deadline deadline = Deadline.Earlier(callDeadline, connectDeadline);
        bool isTcp = _next.SocketPath is null;
        ConnectStep step = default;
        try
        {
            SocketHandle socket = Open(deadline, cancellation, ref step);
            Begin(ConnectStep.Handshake, ref step);
            return tls is null
                ? new EdgeSocket(socket, isTcp) : TlsSocket.Connect(socket, isTcp, tls, deadline, cancellation);
        }
        catch (TimeoutException)
        {
            string missing = MissingIn(step);
            if (!connectDeadline.IsBefore(callDeadline))
            {
                throw new NoConnectionInTimeException(missing);
            }

            ConnectionFault fault = step == ConnectStep.Resolve ? ConnectionFault.ResolutionFailed
                : step == ConnectStep.Connect && proxy is not null ? ConnectionFault.Proxy
                : ConnectionFault.Unreachable;
            throw new ConnectionException($"{missing} within {Requests.Durations.Describe(timeout)}", fault)
            {
                Proxy = fault == ConnectionFault.Proxy ? proxy : null,
            };
        }
        catch (ConnectionException e) when (
            step != ConnectStep.Handshake && proxy is not null && e.Proxy is null
            && e.Fault != ConnectionFault.NoDescriptor)
        {
            throw proxy.Failure($"cannot be reached: {e.Message}");
        }
    }

    private void Begin(ConnectStep next, ref ConnectStep step) => _latestStep = step = next;

    private string MissingIn(ConnectStep step) => step switch
    {
        ConnectStep.Resolve => $"{_next.Host} was not resolved",
        ConnectStep.Handshake => "no TLS handshake",
        _ => proxy is null ? "no connection" : $"{proxy.Description} opened no tunnel",
    };

    private SocketHandle OpenTunnel(
        HttpProxy through, SocketHandle handle, Deadline deadline, CancellationToken cancellation)
    {
        // The edge's connection begins after the tunnel: what the proxy has sent says nothing about the edge.
        var socket = new EdgeSocket(handle, isTcp: true);
        bool isOpen = false;
        try
        {
            using (cancellation.UnsafeRegister(static socket => ((EdgeSocket)socket!).Interrupt(), socket))
            {
                through.OpenTunnel(socket, endpoint.Authority, deadline);
            }

            // A late cancellation has shut the socket down.
            cancellation.ThrowIfCancellationRequested();
            isOpen = true;
            return handle;
        }
        finally
        {
            if (!isOpen)
            {
                handle.Dispose();
            }
        }
    }

    private SocketHandle Open(Deadline deadline, CancellationToken cancellation, ref ConnectStep step)
    {
        Begin(ConnectStep.Resolve, ref step);
        EndPoint[] addresses = AddressResolver.Resolve(_next, deadline, cancellation);
        Begin(ConnectStep.Connect, ref step);
        (SocketHandle socket, _lastReached) = HappyEyeballs.Connect(
            AddressResolver.Order(addresses, _lastReached), deadline, cancellation);
        return proxy is null ? socket : OpenTunnel(proxy, socket, deadline, cancellation);
    }
}

/// <summary>The steps of connecting.</summary>
internal enum ConnectStep
{
    /// <summary>The name is resolved.</summary>
    Resolve,

    /// <summary>An address accepts the connection, and a proxy opens its tunnel.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Handshake,
}

/// <summary>Resolves the addresses of an edge, in the order of the connection attempts.</summary>
internal static class AddressResolver
{
    /// <summary>
    /// RFC 6761, section 6.3: localhost is the loopback interface, whatever /etc/hosts and DNS say. IPv4 comes first
    /// because edges listen there by default.
    /// </summary>
    private static readonly IPAddress[] _localhost = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>What follows the percent sign that URLs encode (RFC 6874): fe80::1%25eth0 is fe80::1%eth0.</summary>
    private const string EncodedPercent = "25";

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
            : NameResolver.Resolve(endpoint.Host, deadline, cancellation);
        return Array.ConvertAll(addresses, EndPoint (found) => new IPEndPoint(found, endpoint.Port));
    }

    /// <summary>
    /// Orders addresses for the attempts: first the one that accepted last, if it is still among them; then alternating
    /// the address families (RFC 8305, section 4), so that a family without a route delays the connection by one
    /// attempt only.
    /// </summary>
    public static EndPoint[] Order(EndPoint[] addresses, EndPoint? lastReached)
    {
        EndPoint first = addresses.Contains(lastReached) ? lastReached! : addresses[0];
        List<EndPoint> ordered = [];
        List<EndPoint> sameFamily = [first];
        Queue<EndPoint> otherFamily = [];
        foreach (EndPoint address in addresses.Where(address => !address.Equals(first)))
        {
            if (address.AddressFamily != first.AddressFamily)
            {
                otherFamily.Enqueue(address);
            }
            else
            {
                sameFamily.Add(address);
            }
        }

        foreach (EndPoint address in sameFamily)
        {
            ordered.Add(address);
            if (otherFamily.TryDequeue(out EndPoint? other))
            {
                ordered.Add(other);
            }
        }

        return [.. ordered, .. otherFamily];
    }

    private static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals("localhost.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses an address; null if the host is a name.</summary>
    /// <exception cref="ConnectionException">There is no such network interface.</exception>
    private static IPAddress? ParseAddress(string host)
    {
        int percent = host.IndexOf('%', StringComparison.Ordinal);
        if (!IPAddress.TryParse(percent < 0 ? host : host.AsSpan(0, percent), out IPAddress? address) || percent < 0)
        {
            return address is { IsIPv6LinkLocal: true }
                ? throw new ConnectionException("a link-local address needs the zone that it is in", ConnectionFault.Unreachable)
                {
                    Remedy = $"Name the network interface, as in {host}%eth0",
                }
                : address;
        }

        // Interfaces can appear, or get another index, after the client was created.
        string zone = host[(percent + 1)..];
        uint index = InterfaceIndex(zone);
        if (index == 0 && zone.StartsWith(EncodedPercent, StringComparison.Ordinal))
        {
            index = InterfaceIndex(zone[EncodedPercent.Length..]);
        }

        return index != 0
            ? new IPAddress(address.GetAddressBytes(), index)
            : throw new ConnectionException(
                $"this machine has no network interface {PrintableText.Escape(zone)}", ConnectionFault.Unreachable);
    }

    private static uint InterfaceIndex(string zone) =>
        uint.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number : Libc.InterfaceIndex(zone);
}
