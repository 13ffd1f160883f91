using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Direct;

namespace Modzy.Edge.Transport;

/// <summary>
/// The way to one edge. The only place that decides what carries a call: blocking calls the direct transport, on the thread
/// that waits anyway; asynchronous calls with short messages a connection of the direct transport that they share; those with
/// long messages a few threads that block in their stead; streams, and what there is no room for, the channel.
/// </summary>
/// <remarks>
/// No asynchronous call with a short message keeps a thread: one receives for all that share a connection. The channel does the
/// same, but takes three times as much of the processor's time for 200 small jobs at a time and a third more for one, and half
/// as many of them get done. With a long message it holds all of that in memory, several times over, where a thread needs some
/// tens of kilobytes.
/// </remarks>
internal sealed class EdgeTransport : IDisposable
{
    private readonly DirectCallInvoker? _direct;
    private readonly EdgeChannel _channel;
    private readonly ChannelCallInvoker _channelInvoker;
    private int _keepers = 1;

    public EdgeTransport(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        if (options.MaxConnections < 1)
        {
            throw EdgeException.InvalidArgument("max_connections", $"is {options.MaxConnections}; give at least 1.");
        }

        Endpoint = endpoint.ToString();
        Log = new CallLog(options.LoggerFactory.CreateLogger<EdgeClient>(), Endpoint);
        _channel = new EdgeChannel(endpoint, options);
        _channelInvoker = new ChannelCallInvoker(_channel);
        _direct = UsesDirect(options.Transport) ? new DirectCallInvoker(endpoint, options) : null;
    }

    /// <summary>For <see cref="CallInvoker.BlockingUnaryCall"/>.</summary>
    public CallInvoker Blocking => _direct is not null ? _direct : _channelInvoker;

    /// <summary>
    /// Whether a blocking call reads its message on the thread that makes it, so that nobody does when the call has ended.
    /// </summary>
    public bool BlockingEncodesOnCaller => _direct is not null;

    /// <summary>For streams.</summary>
    public CallInvoker Streaming => _channelInvoker;

    /// <summary>Where calls are noted.</summary>
    public CallLog Log { get; }

    /// <summary>Where the edge is, for messages.</summary>
    public string Endpoint { get; }

    /// <summary>Makes a unary call without blocking.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    public async ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options, TMessage message)
        where TMessage : class
        where TReply : class
    {
        if (_direct is not null
            && await _direct.TryCallAsync(method, options, message).ConfigureAwait(false) is TReply reply)
        {
            return reply;
        }

        return await _channelInvoker.UnaryAsync(method, options, message).ConfigureAwait(false);
    }

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
        _channel.Dispose();
    }

    private static bool UsesDirect(EdgeTransportKind kind) => kind switch
    {
        EdgeTransportKind.Channel => false,
        EdgeTransportKind.Direct when !OperatingSystem.IsLinux() =>
            throw EdgeException.InvalidArgument("transport", "is Direct, which there is on Linux only; choose Auto or Channel."),
        _ => OperatingSystem.IsLinux(),
    };
}
