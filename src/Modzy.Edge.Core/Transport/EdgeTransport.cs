using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Balancing;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport;

/// <summary>
/// All connections to one edge; <see cref="Routing"/> decides which of them carries a call. Or the transports of several
/// edges; <see cref="BalancedEdges"/> decides which edge gets a call.
/// </summary>
internal sealed class EdgeTransport : IDisposable
{
    private readonly UnaryCaller? _direct;

    /// <summary>Null, as its caller, unless all calls take the channel.</summary>
    private readonly EdgeChannel? _channel;
    private readonly ChannelCaller? _channelCaller;

    /// <summary>Null unless there are several edges. The others are null then.</summary>
    private readonly BalancedEdges? _edges;
    private int _keepers = 1;

    /// <exception cref="EdgeException">An option is invalid.</exception>
    public EdgeTransport(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        if (options.MaxConnections < 1)
        {
            throw EdgeException.InvalidArgument("max_connections", $"is {options.MaxConnections}; give at least 1.");
        }

        if (options.MaxLongCalls < 1)
        {
            throw EdgeException.InvalidArgument("max_long_calls", $"is {options.MaxLongCalls}; give at least 1.");
        }

        Endpoint = endpoint.ToString();
        Log = new CallLog(options.LoggerFactory.CreateLogger<EdgeClient>(), Endpoint);
        if (Routing.UsesDirect(options.Transport))
        {
            _direct = new UnaryCaller(endpoint, options);
        }
        else
        {
            _channel = new EdgeChannel(endpoint, options);
            _channelCaller = new ChannelCaller(_channel);
        }
    }

    /// <summary>Makes the transport of several edges.</summary>
    /// <inheritdoc cref="BalancedEdges(EdgeEndpoint[], EdgeClientOptions, Func{EdgeTransport, Task})"/>
    public EdgeTransport(EdgeEndpoint[] endpoints, EdgeClientOptions options, Func<EdgeTransport, Task> probe)
    {
        Endpoint = string.Join(',', endpoints.Select(static endpoint => endpoint.ToString()));
        Log = new CallLog(options.LoggerFactory.CreateLogger<EdgeClient>(), Endpoint);
        _edges = new BalancedEdges(endpoints, options, probe);
    }

    /// <summary>
    /// Whether a blocking call serializes its message on the calling thread, so that nothing reads it after the call
    /// has ended.
    /// </summary>
    public bool BlockingEncodesOnCaller => _direct is not null || _edges?.BlockingEncodesOnCaller == true;

    /// <summary>Logs calls.</summary>
    public CallLog Log { get; }

    /// <summary>The address of the edge, for messages; of several edges, divided by commas.</summary>
    public string Endpoint { get; }

    /// <summary>Makes a unary call and blocks until it has ended.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    public TReply Unary<TMessage, TReply>(Method<TMessage, TReply> method, CallOptions options, TMessage message)
        where TMessage : class
        where TReply : class =>
        _direct is not null ? _direct.Call(method, options, message)
        : _edges is not null ? _edges.Unary(method, options, message)
        : _channelCaller!.Unary(method, options, message);

    /// <inheritdoc cref="UnaryCaller.TryStart"/>
    public bool TryStart<TMessage, TReply>(
        Method<TMessage, TReply> method,
        CallOptions options,
        TMessage message,
        ICompletionHandler handler,
        ref AsyncCall? call)
        where TMessage : class
        where TReply : class =>
        _direct?.TryStart(method, options, message, handler, ref call) == true;

    /// <summary>Makes a unary call without blocking.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="message">The request.</param>
    /// <param name="attempt">1, or more if the call was sent before.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options, TMessage message, int attempt = 1)
        where TMessage : class
        where TReply : class =>
        _direct is not null
            ? _direct.CallAsync(method, options, message, attempt)
            : _edges is not null ? _edges.UnaryAsync(method, options, message)
            : new ValueTask<TReply>(_channelCaller!.UnaryAsync(method, options, message));

    /// <summary>The transports to try for a stream, one after the other.</summary>
    public EdgeTransport[] ForStream() => _edges?.ForStream() ?? [this];

    /// <summary>Records whether one of <see cref="ForStream"/> took a stream.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="isReached">Whether the edge responded.</param>
    public void Observe(EdgeTransport transport, bool isReached) => _edges?.Observe(transport, isReached);

    /// <summary>Opens a bidirectional stream on a connection of its own; null if streams take the channel.</summary>
    /// <param name="method">The method.</param>
    /// <param name="deadline">The time that the whole stream may take.</param>
    /// <param name="openTime">The time that connecting may take.</param>
    /// <param name="options">The metadata and the cancellation of the stream.</param>
    /// <exception cref="ThreadShortageException">A thread cannot be created.</exception>
    public StreamConnection? OpenStream(IMethod method, TimeSpan deadline, TimeSpan openTime, CallOptions options) =>
        _direct?.OpenStream(method, deadline, openTime, options);

    /// <summary>Opens a bidirectional stream over the channel. If <see cref="OpenStream"/> returns null.</summary>
    public AsyncDuplexStreamingCall<TMessage, TReply> DuplexStream<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options)
        where TMessage : class
        where TReply : class =>
        _channelCaller!.DuplexStream(method, options);

    /// <summary>
    /// Keeps the connections open until the result is disposed of, too: for calls that clean up after others.
    /// </summary>
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

        _edges?.Dispose();
        _direct?.Dispose();
        _channel?.Dispose();
    }
}

/// <summary>Logs calls, whatever their path. Never payload, never metadata.</summary>
/// <remarks>All messages of the assembly are here: the generator writes classes in no fixed order, so that a second one
/// would make each build another.</remarks>
internal sealed partial class CallLog(ILogger logger, string endpoint)
{
    public void Begin(IMethod method) => LogBegin(logger, method.FullName, endpoint);

    public void End(IMethod method) => LogEnd(logger, method.FullName, endpoint);

    /// <summary>Debug, not a warning: the caller gets the exception and decides whether it matters.</summary>
    public void Failed(IMethod method, EdgeException failure)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string status = EdgeStatusNames.Of(failure.Status);
            LogFailed(logger, method.FullName, endpoint, status, failure.Message);
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "The version '{Version}' of model '{Model}' is not a semantic version (such as 1.0.1); the edge decides whether it knows it")]
    public static partial void UnusualVersion(ILogger logger, string version, string model);

    [LoggerMessage(EventId = 10, Level = LogLevel.Trace, Message = "{Method} to {Endpoint} begins")]
    private static partial void LogBegin(ILogger logger, string method, string endpoint);

    [LoggerMessage(EventId = 11, Level = LogLevel.Trace, Message = "{Method} to {Endpoint} has been answered")]
    private static partial void LogEnd(ILogger logger, string method, string endpoint);

    [LoggerMessage(EventId = 12, Level = LogLevel.Debug, Message = "{Method} to {Endpoint} failed with {Status}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string method, string endpoint, string status, string reason);
}
