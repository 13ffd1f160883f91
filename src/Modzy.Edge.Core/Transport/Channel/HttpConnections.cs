using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>A <see cref="SocketsHttpHandler"/> tuned for one edge, and its connections.</summary>
internal sealed class HttpConnections : IDisposable
{
    /// <summary>The flow-control window of a stream. Results can be many megabytes.</summary>
    private const int StreamWindow = 1024 * 1024;

    /// <summary>The longest time that the handler supports: 24 days.</summary>
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Lock _gate = new();
    private readonly List<Stream> _streams = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly Func<CancellationToken, ValueTask<Stream>> _connect;

    public HttpConnections(EdgeEndpoint endpoint, EdgeClientOptions options, ChannelTls? tls)
    {
        TimeSpan timeout = options.ConnectTimeout <= _longestTimeout
            ? options.ConnectTimeout : Timeout.InfiniteTimeSpan;
        var connector = new Connector(endpoint, timeout);
        // What SocketStream checks is inside of TLS.
        _connect = OperatingSystem.IsLinux() && (!ChannelTls.IsSupported || tls is null)
            ? async cancellation =>
                await SocketStream.ConnectAsync(connector, Activity, cancellation).ConfigureAwait(false)
            : cancellation => PortableSockets.ConnectAsync(endpoint, timeout, cancellation);
        var handler = new SocketsHttpHandler
        {
            // Proxies, redirects, cookies and trace headers are for web servers.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // The connector has the timeout: the handler's would look like a cancelled call.
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            // Another connection is opened when SETTINGS_MAX_CONCURRENT_STREAMS is reached.
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindow,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (_, cancellation) => ConnectAsync(cancellation),
        };
        if (ChannelTls.IsSupported && tls is not null)
        {
            handler.SslOptions = tls.CreateOptions();
        }

        _invoker = new HttpMessageInvoker(handler);
    }

    public ConnectionActivity Activity { get; } = new();

    /// <summary>How many calls use it. Guarded by the lock of <see cref="EdgeChannel"/>.</summary>
    public int Calls { get; set; }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _invoker.SendAsync(request, cancellation);

    /// <summary>Closes the connections, including those being opened.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _invoker.Dispose();
        Stream[] streams;
        lock (_gate)
        {
            streams = [.. _streams];
            _streams.Clear();
        }

        foreach (Stream stream in streams)
        {
            stream.Dispose();
            (stream as SocketStream)?.AwaitClosed();
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellation);
        Stream stream = await _connect(either.Token).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_closing.IsCancellationRequested)
            {
                _streams.RemoveAll(static other => !other.CanRead);
                _streams.Add(stream);
                return stream;
            }
        }

        await stream.DisposeAsync().ConfigureAwait(false);
        throw new OperationCanceledException();
    }
}

/// <summary>Connects by System.Net.Sockets, on systems that the direct transport does not support.</summary>
internal static class PortableSockets
{
    public static ValueTask<Stream> ConnectAsync(
        EdgeEndpoint endpoint, TimeSpan timeout, CancellationToken cancellation) =>
        endpoint.SocketPath is string path
            ? ConnectAsync(CreateUnixSocket(), new UnixDomainSocketEndPoint(path), timeout, cancellation)
            : ConnectAsync(
                CreateTcpSocket(), new DnsEndPoint(endpoint.Host, endpoint.Port), timeout, cancellation);

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
