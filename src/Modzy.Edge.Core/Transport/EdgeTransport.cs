using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Direct;

namespace Modzy.Edge.Transport;

/// <summary>
/// The way to one edge. The only place that decides which <see cref="CallInvoker"/> carries a call: blocking calls the
/// direct one, on the thread that waits anyway; asynchronous calls the channel, whose few threads wait for all of them.
/// </summary>
/// <remarks>
/// The alternative for asynchronous calls is a thread for each over the direct transport. With 16 or 200 small jobs at a time
/// on two cores that makes a third more of them, or twice as many, for half of the processor's time, but takes as many
/// threads. One at a time it takes half as long, which a blocking call does too.
/// </remarks>
internal sealed class EdgeTransport : IDisposable
{
    private readonly DirectCallInvoker? _direct;
    private readonly Lazy<GrpcChannel> _channel;
    private readonly Lazy<CallInvoker> _channelInvoker;
    private int _keepers = 1;

    public EdgeTransport(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        if (options.MaxConnections < 1)
        {
            throw EdgeException.InvalidArgument("max_connections", $"is {options.MaxConnections}; give at least 1.");
        }

        Endpoint = endpoint.ToString();
        Log = new CallLog(options.LoggerFactory.CreateLogger<EdgeClient>(), Endpoint);
        _channel = new Lazy<GrpcChannel>(() => EdgeChannel.Create(endpoint, options));
        _channelInvoker = new Lazy<CallInvoker>(() => _channel.Value.CreateCallInvoker());
        _direct = UsesDirect(options.Transport) ? new DirectCallInvoker(endpoint, options) : null;
    }

    /// <summary>For <see cref="CallInvoker.BlockingUnaryCall"/>.</summary>
    public CallInvoker Blocking => _direct ?? Asynchronous;

    /// <summary>
    /// Whether a blocking call reads its message on the thread that makes it, so that nobody does when the call has ended.
    /// </summary>
    public bool BlockingEncodesOnCaller => _direct is not null;

    /// <summary>For all other calls.</summary>
    public CallInvoker Asynchronous => _channelInvoker.Value;

    /// <summary>Where calls are noted.</summary>
    public CallLog Log { get; }

    /// <summary>Where the edge is, for messages.</summary>
    public string Endpoint { get; }

    /// <summary>Puts off the end of the connections until that is disposed of too: for calls that tidy up after others.</summary>
    public IDisposable Keep()
    {
        Interlocked.Increment(ref _keepers);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _keepers) > 0)
        {
            return;
        }

        _direct?.Dispose();
        if (_channel.IsValueCreated)
        {
            _channel.Value.Dispose();
        }
    }

    private static bool UsesDirect(EdgeTransportKind kind) => kind switch
    {
        EdgeTransportKind.Channel => false,
        EdgeTransportKind.Direct when !OperatingSystem.IsLinux() =>
            throw EdgeException.InvalidArgument("transport", "is Direct, which there is on Linux only; choose Auto or Channel."),
        _ => OperatingSystem.IsLinux(),
    };
}
