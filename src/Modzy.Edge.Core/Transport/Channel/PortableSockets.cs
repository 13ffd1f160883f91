using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>Connects by System.Net.Sockets, on systems that the direct transport does not support.</summary>
internal static class PortableSockets
{
    public static ValueTask<Stream> ConnectAsync(
        EdgeEndpoint endpoint, DnsEndPoint address, TimeSpan timeout, CancellationToken cancellation) =>
        endpoint.SocketPath is string path
            ? ConnectAsync(CreateUnixSocket(), new UnixDomainSocketEndPoint(path), timeout, cancellation)
            : ConnectAsync(CreateTcpSocket(), address, timeout, cancellation);

    internal static Socket CreateTcpSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SocketSettings.Apply(socket);
        return socket;
    }

    internal static async ValueTask<Stream> ConnectAsync(
        Socket socket, EndPoint endpoint, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(endpoint, limit.Token).ConfigureAwait(false);
            if (socket.AddressFamily != AddressFamily.Unix && Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
            {
                // TCP self-connect: see SocketHandle.
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            throw;
        }
    }

    private static Socket CreateUnixSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
