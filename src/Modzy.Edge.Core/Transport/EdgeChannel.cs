using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;

namespace Modzy.Edge.Transport;

/// <summary>Grpc.Net.Client's channel over a SocketsHttpHandler tuned for one edge.</summary>
internal static class EdgeChannel
{
    /// <summary>What one stream may receive before the edge has to wait; results can be many megabytes.</summary>
    private const int StreamWindow = 1024 * 1024;

    /// <summary>The longest that the handler can count: 24 days.</summary>
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    public static GrpcChannel Create(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        TimeSpan connectTimeout = options.ConnectTimeout <= _longestTimeout ? options.ConnectTimeout : Timeout.InfiniteTimeSpan;
        var handler = new SocketsHttpHandler
        {
            // An edge is a neighbour: the web's proxies, redirects, cookies and trace headers have no say here.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // Applied below: the handler's own limit would look like a cancelled call.
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            // The first connection carries as many calls at once as the edge allows; then another is opened.
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindow,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (context, cancellation) => endpoint.SocketPath is string path
                ? ConnectAsync(CreateUnixSocket(), new UnixDomainSocketEndPoint(path), connectTimeout, cancellation)
                : ConnectAsync(CreateTcpSocket(), context.DnsEndPoint, connectTimeout, cancellation),
        };
        return GrpcChannel.ForAddress($"http://{endpoint.Authority}", new GrpcChannelOptions
        {
            HttpHandler = new ResponseObservation.Handler(handler),
            DisposeHttpClient = true,
            LoggerFactory = options.LoggerFactory,
            MaxSendMessageSize = null,
            CompressionProviders =
                [new ChannelDecompression("gzip", options.MaxReceiveBytes), new ChannelDecompression("deflate", options.MaxReceiveBytes)],
            MaxReceiveMessageSize = (int)Math.Min(options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes, int.MaxValue),
        });
    }

    internal static Socket CreateTcpSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SocketSettings.Apply(socket);
        return socket;
    }

    private static Socket CreateUnixSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

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
                // Nobody listens, and the system has joined the two ends: see EdgeSocket.
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
}
