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
        var handler = new SocketsHttpHandler
        {
            // An edge is a neighbour: the web's proxies, redirects, cookies and trace headers have no say here.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout <= _longestTimeout ? options.ConnectTimeout : Timeout.InfiniteTimeSpan,
            // The first connection carries as many calls at once as the edge allows; then another is opened.
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindow,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (context, cancellation) => endpoint.SocketPath is string path
                ? ConnectAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancellation)
                : ConnectAsync(CreateTcpSocket(), context.DnsEndPoint, cancellation),
        };
        return GrpcChannel.ForAddress($"http://{endpoint.Authority}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            LoggerFactory = options.LoggerFactory,
            MaxSendMessageSize = null,
            MaxReceiveMessageSize = options.MaxReceiveBytes is long limit ? (int)Math.Min(limit, int.MaxValue) : null,
        });
    }

    private static Socket CreateTcpSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SocketSettings.Apply(socket);
        return socket;
    }

    private static async ValueTask<Stream> ConnectAsync(Socket socket, EndPoint endpoint, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
