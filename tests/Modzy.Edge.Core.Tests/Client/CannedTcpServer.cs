using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>A server that accepts connections, says the same to each of them, and perhaps hangs up.</summary>
internal sealed class CannedTcpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _words;
    private readonly bool _hangUp;
    private readonly List<TcpClient> _connections = [];

    public CannedTcpServer(string words, bool hangUp = false)
    {
        _hangUp = hangUp;
        _words = System.Text.Encoding.Latin1.GetBytes(words);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_connections)
        {
            _connections.ForEach(static connection => connection.Dispose());
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync();
                lock (_connections)
                {
                    _connections.Add(connection);
                }

                await connection.GetStream().WriteAsync(_words);
                if (_hangUp)
                {
                    connection.Client.Shutdown(SocketShutdown.Send);
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
