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
    {
        _script = script;
        _socketPath = socketPath;
        _listener = socketPath is null
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(socketPath is null ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(socketPath));
        _listener.Listen();
        Endpoint = _listener.LocalEndPoint is IPEndPoint local
            ? EdgeEndpoint.Parse("127.0.0.1", local.Port)
            : EdgeEndpoint.Parse($"unix:{socketPath}", 0);
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

    public EdgeTransport Connect(Carrier carrier = Carrier.Direct, EdgeClientOptions? options = null) =>
        Transports.Open(carrier, Endpoint, options);

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
