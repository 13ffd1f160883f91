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
            ConnectCallback = static (context, cancellation) => ConnectAsync(context.DnsEndPoint, cancellation),
        };
        return GrpcChannel.ForAddress($"http://{endpoint}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            LoggerFactory = options.LoggerFactory,
            MaxSendMessageSize = null,
            MaxReceiveMessageSize = options.MaxReceiveBytes is long limit ? (int)Math.Min(limit, int.MaxValue) : null,
        });
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SocketSettings.Apply(socket);
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
