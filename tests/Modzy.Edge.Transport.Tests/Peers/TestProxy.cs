using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Modzy.Edge.Transport.Tests.Peers;

/// <summary>An HTTP proxy that answers CONNECT with what a test says, and then tunnels to a peer.</summary>
internal sealed class TestProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];
    private readonly Action<Socket> _answer;
    private readonly EdgeEndpoint? _target;

    /// <param name="answer">What it sends, in pieces.</param>
    /// <param name="target">What all tunnels lead to; null to leave the connection open and do nothing.</param>
    public TestProxy(string answer, EdgeEndpoint? target = null)
        : this(socket => socket.Send(Encoding.Latin1.GetBytes(answer)), target)
    {
    }

    /// <param name="answer">Sends the answer.</param>
    /// <param name="target">What all tunnels lead to; null to leave the connection open and do nothing.</param>
    public TestProxy(Action<Socket> answer, EdgeEndpoint? target = null)
    {
        _answer = answer;
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    /// <summary>The requests, each with its empty line.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = Keep(_listener.Accept());
                new Thread(() => Run(() => Serve(socket))) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket socket)
    {
        var request = new StringBuilder();
        byte[] next = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && socket.Receive(next) > 0)
        {
            request.Append((char)next[0]);
        }

        lock (Requests)
        {
            Requests.Add(request.ToString());
        }

        _answer(socket);
        if (_target is not null)
        {
            Socket peer = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            peer.Connect(_target.Host, _target.Port);
            new Thread(() => Run(() => Copy(peer, socket))) { IsBackground = true }.Start();
            Copy(socket, peer);
        }
    }

    private Socket Keep(Socket socket)
    {
        lock (_sockets)
        {
            _sockets.Add(socket);
            return socket;
        }
    }

    private static void Copy(Socket from, Socket to)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int count;
            while ((count = from.Receive(buffer)) > 0)
            {
                to.Send(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            to.Shutdown(SocketShutdown.Send);
        }
    }

    private static void Run(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A side has closed its connection.
        }
    }
}
