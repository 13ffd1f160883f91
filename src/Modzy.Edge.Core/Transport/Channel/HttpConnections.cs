using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Modzy.Edge.Transport.Connections;
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

    /// <param name="endpoint">The edge.</param>
    /// <param name="connector">Connects to it, on Linux. It outlives these connections, with the address that accepted
    /// last.</param>
    /// <param name="proxy">Leads to the edge; null if it is reached directly.</param>
    /// <param name="options">The options of the client.</param>
    /// <param name="tls">For TLS; null for plaintext.</param>
    public HttpConnections(
        EdgeEndpoint endpoint, Connector connector, HttpProxy? proxy, EdgeClientOptions options, ChannelTls? tls)
    {
        var keepAlive = KeepAliveSettings.Of(options);
        Activity = new ConnectionActivity(keepAlive?.Timeout);
        TimeSpan timeout = options.ConnectTimeout <= _longestTimeout
            ? options.ConnectTimeout : Timeout.InfiniteTimeSpan;
        // What SocketStream checks is inside of TLS.
        _connect = OperatingSystem.IsLinux() && (!ChannelTls.IsSupported || tls is null)
            ? async cancellation =>
                await SocketStream.ConnectAsync(connector, Activity, cancellation).ConfigureAwait(false)
            : cancellation => PortableSockets.ConnectAsync(endpoint, proxy, timeout, cancellation);
        // The handler counts no PINGs. Five minutes apart they are tolerated.
        var handler = new SocketsHttpHandler
        {
            // Redirects, cookies and trace headers are for web servers. The tunnel of a proxy is opened below HTTP.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // The connector has the timeout: the handler's would look like a cancelled call.
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            // Another connection is opened when SETTINGS_MAX_CONCURRENT_STREAMS is reached.
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindow,
            KeepAlivePingDelay = keepAlive is null ? Timeout.InfiniteTimeSpan
                : keepAlive.WhenIdle || keepAlive.Interval > keepAlive.Spacing ? keepAlive.Interval
                : keepAlive.Spacing,
            KeepAlivePingTimeout = keepAlive?.Timeout ?? Timeout.InfiniteTimeSpan,
            KeepAlivePingPolicy = keepAlive is { WhenIdle: true }
                ? HttpKeepAlivePingPolicy.Always : HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (_, cancellation) => ConnectAsync(cancellation),
        };
        if (ChannelTls.IsSupported && tls is not null)
        {
            handler.SslOptions = tls.CreateOptions();
            handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(
                context.PlaintextStream is SslStream stream ? new TlsStream(stream, tls) : context.PlaintextStream);
        }

        _invoker = new HttpMessageInvoker(handler);
    }

    public ConnectionActivity Activity { get; }

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
        EdgeEndpoint endpoint,
        HttpProxy? proxy,
        TimeSpan timeout,
        CancellationToken cancellation) =>
        endpoint.SocketPath is string path
            ? ConnectAsync(CreateUnixSocket(), new UnixDomainSocketEndPoint(path), null, timeout, cancellation)
        : proxy is null ? ConnectAsync(
            CreateTcpSocket(), new DnsEndPoint(endpoint.Host, endpoint.Port), null, timeout, cancellation)
        : ConnectAsync(
            CreateTcpSocket(),
            new DnsEndPoint(proxy.Endpoint.Host, proxy.Endpoint.Port),
            stream => proxy.OpenTunnelAsync(stream, endpoint.Authority, cancellation),
            timeout,
            cancellation);

    internal static Socket CreateTcpSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SocketSettings.Apply(socket);
        return socket;
    }

    internal static async ValueTask<Stream> ConnectAsync(
        Socket socket,
        EndPoint endpoint,
        Func<Stream, Task>? openTunnel,
        TimeSpan timeout,
        CancellationToken cancellation)
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

            var stream = new NetworkStream(socket, ownsSocket: true);
            if (openTunnel is not null)
            {
                await openTunnel(stream).WaitAsync(limit.Token).ConfigureAwait(false);
            }

            return stream;
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
