using System.Runtime.ExceptionServices;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport;

/// <summary>All connections to one edge. <see cref="Routing"/> decides which of them carries a call.</summary>
internal sealed class EdgeTransport : IDisposable
{
    private readonly UnaryCaller? _direct;

    /// <summary>Null, as its caller, unless all calls take the channel.</summary>
    private readonly EdgeChannel? _channel;
    private readonly ChannelCaller? _channelCaller;
    private readonly RetryPolicy _retries;
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

        TlsSettings? tls = options.Tls is null ? null : TlsSettings.Of(endpoint, options.Tls);
        Options = options;
        _retries = new RetryPolicy(options.Retry);
        Endpoint = endpoint.ToString();
        Log = new CallLog(options.LoggerFactory.CreateLogger<EdgeClient>(), Endpoint);
        if (Routing.UsesDirect(options.Transport))
        {
            _direct = new UnaryCaller(endpoint, options, tls is null ? null : new TlsContext(tls));
        }
        else if (tls is not null && !ChannelTls.IsSupported)
        {
            throw EdgeException.InvalidArgument(
                "transport", "is the channel, which has no TLS in this library; use the direct transport, or turn tls off.");
        }
        else
        {
            _channel = new EdgeChannel(
                endpoint, options, ChannelTls.IsSupported && tls is not null ? new ChannelTls(tls) : null);
            _channelCaller = new ChannelCaller(_channel);
        }
    }

    /// <summary>
    /// Whether a blocking call serializes its message on the calling thread, so that nothing reads it after the call
    /// has ended.
    /// </summary>
    public bool BlockingEncodesOnCaller => _direct is not null;

    /// <summary>How the client behaves.</summary>
    public EdgeClientOptions Options { get; }

    /// <summary>Logs calls.</summary>
    public CallLog Log { get; }

    /// <summary>The address of the edge, for messages.</summary>
    public string Endpoint { get; }

    /// <summary>Makes a unary call and blocks until it has ended.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="message">The request. It is serialized for each attempt.</param>
    /// <param name="mayBackOff">Whether the call may be sent again after a backoff.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public TReply Unary<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options, TMessage message, bool mayBackOff = true)
        where TMessage : class
        where TReply : class
    {
        CallAttempts attempts = Attempts(method, options, mayBackOff);
        while (true)
        {
            try
            {
                return _direct is not null
                    ? _direct.Call(method, options, message)
                    : _channelCaller!.Unary(method, options, message);
            }
            catch (RpcException e)
            {
                if (attempts.Next(e) is not TimeSpan delay)
                {
                    throw;
                }

                Log.Retry(method, e, attempts.Made, delay);
                Delay(delay, options.CancellationToken);
            }
        }
    }

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
    /// <param name="message">The request. It is serialized for each attempt.</param>
    /// <param name="mayBackOff">Whether the call may be sent again after a backoff.</param>
    /// <param name="failure">The failure of the attempt that was made before; null if there was none.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public async ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method,
        CallOptions options,
        TMessage message,
        bool mayBackOff = true,
        RpcException? failure = null)
        where TMessage : class
        where TReply : class
    {
        CallAttempts attempts = Attempts(method, options, mayBackOff);
        while (true)
        {
            try
            {
                if (failure is null)
                {
                    return _direct is not null
                        ? await _direct.CallAsync(method, options, message).ConfigureAwait(false)
                        : await _channelCaller!.UnaryAsync(method, options, message).ConfigureAwait(false);
                }
            }
            catch (RpcException e)
            {
                failure = e;
            }

            if (attempts.Next(failure) is not TimeSpan delay)
            {
                ExceptionDispatchInfo.Throw(failure);
                throw failure;
            }

            Log.Retry(method, failure, attempts.Made, delay);
            await DelayAsync(delay, options.CancellationToken).ConfigureAwait(false);
            failure = null;
        }
    }

    /// <inheritdoc cref="RetryPolicy.OnSuccess"/>
    public void OnSuccess() => _retries.OnSuccess();

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

        _direct?.Dispose();
        _channel?.Dispose();
    }

    private CallAttempts Attempts(IMethod method, CallOptions options, bool mayBackOff) =>
        new(_retries, method, Deadline.From(options.Deadline), mayBackOff);

    private static void Delay(TimeSpan delay, CancellationToken cancellation)
    {
        if (delay > TimeSpan.Zero)
        {
            try
            {
                BlockingWait.Delay(delay, cancellation);
            }
            catch (OperationCanceledException e)
            {
                throw new RpcException(StatusMapping.FromException(e)!.Value);
            }
        }
    }

    private static async ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellation)
    {
        if (delay > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                throw new RpcException(StatusMapping.FromException(e)!.Value);
            }
        }
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

    /// <summary>Logs that a call is sent again.</summary>
    /// <param name="method">The method.</param>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="attempt">The number of the next attempt.</param>
    /// <param name="delay">The time until then.</param>
    public void Retry(IMethod method, RpcException failure, int attempt, TimeSpan delay)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string status = EdgeStatusNames.Of((EdgeStatus)failure.StatusCode);
            LogRetry(logger, method.FullName, endpoint, status, attempt, delay.TotalMilliseconds);
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

    [LoggerMessage(EventId = 13, Level = LogLevel.Debug, Message = "{Method} to {Endpoint} failed with {Status}; attempt {Attempt} follows in {Delay:0} ms")]
    private static partial void LogRetry(ILogger logger, string method, string endpoint, string status, int attempt, double delay);
}
