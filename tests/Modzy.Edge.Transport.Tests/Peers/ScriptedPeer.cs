using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport.Tests.Peers;

/// <summary>A server that does on each connection what a test says, right or wrong.</summary>
internal sealed class ScriptedPeer : IDisposable
{
    private readonly Socket _listener;
    private readonly Action<PeerConnection> _script;
    private readonly string? _socketPath;
    private readonly Lock _gate = new();
    private readonly List<Socket> _connections = [];
    private Exception? _failure;

    /// <param name="script">What it does on each connection.</param>
    /// <param name="socketPath">Where it listens, if not on a port of TCP.</param>
    public ScriptedPeer(Action<PeerConnection> script, string? socketPath = null)
        : this(
            script, socketPath is null
                ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(socketPath))
    {
        _socketPath = socketPath;
    }

    /// <param name="script">What it does on each connection.</param>
    /// <param name="address">The address on which it listens, on a port of TCP.</param>
    public ScriptedPeer(Action<PeerConnection> script, IPAddress address)
        : this(script, new IPEndPoint(address, 0))
    {
    }

    private ScriptedPeer(Action<PeerConnection> script, EndPoint address)
    {
        _script = script;
        _listener = new Socket(
            address.AddressFamily, SocketType.Stream, address is IPEndPoint
                ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(address);
        _listener.Listen();
        Endpoint = _listener.LocalEndPoint is IPEndPoint local
            ? EdgeEndpoint.Parse(local.Address.ToString(), local.Port)
            : EdgeEndpoint.Parse($"unix:{address}", 0);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public EdgeEndpoint Endpoint { get; }

    /// <summary>How many connections were made.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    public EdgeTransport Connect(TransportPath path = TransportPath.Exclusive, EdgeClientOptions? options = null) =>
        Transports.Open(path, Endpoint, options);

    public void Dispose()
    {
        _listener.Dispose();
        if (_socketPath is not null)
        {
            File.Delete(_socketPath);
        }

        lock (_gate)
        {
            _connections.ForEach(connection => connection.Dispose());
        }

        if (_failure is not null)
        {
            throw new InvalidOperationException("The peer's script failed.", _failure);
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                int number;
                lock (_gate)
                {
                    _connections.Add(socket);
                    number = _connections.Count;
                }

                new Thread(() => Serve(socket, number)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket, int number)
    {
        try
        {
            using var connection = new PeerConnection(socket, number);
            _script(connection);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The client has gone, as it may.
        }
        catch (Exception e)
        {
            _failure = e;
        }
        finally
        {
            socket.Dispose();
        }
    }
}
