using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport.Tests.Peers;

/// <summary>A listener whose backlog is full, so that the SYN of another connection is not answered.</summary>
internal sealed class Blackhole : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public Blackhole()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        for (int i = 0; i < 4; i++)
        {
            var socket =
                new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                socket.Connect(_listener.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // Under way, for ever.
            }

            _waiting.Add(socket);
        }
    }

    public EdgeEndpoint Endpoint => EdgeEndpoint.Parse("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint!).Port);

    public void Dispose()
    {
        _listener.Dispose();
        _waiting.ForEach(socket => socket.Dispose());
    }
}
