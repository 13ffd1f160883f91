using System.Runtime.ExceptionServices;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Balancing;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tls;

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
    private readonly RetryPolicy _retries;
    private readonly HttpProxy? _proxy;

    /// <summary>Null unless there are several edges. The others are null then.</summary>
    private readonly BalancedEdges? _edges;
    private int _keepers = 1;

    /// <param name="endpoint">The edge.</param>
    /// <param name="options">The options of the client.</param>
    /// <param name="whole">Counts for all edges if this is one of several; null otherwise.</param>
    /// <exception cref="EdgeException">An option is invalid.</exception>
    public EdgeTransport(EdgeEndpoint endpoint, EdgeClientOptions options, CallStatistics? whole = null)
        : this(endpoint.ToString(), options, whole)
    {
        if (options.MaxConnections < 1)
        {
            throw EdgeException.InvalidArgument("max_connections", $"is {options.MaxConnections}; give at least 1.");
        }

        if (options.MaxLongCalls < 1)
        {
            throw EdgeException.InvalidArgument("max_long_calls", $"is {options.MaxLongCalls}; give at least 1.");
        }

        if (!Routing.UsesDirect(options.Transport) && options.Tls is not null && !ChannelTls.IsSupported)
        {
            throw EdgeException.InvalidArgument(
                "transport", "is the channel, which has no TLS in this library; use the direct transport, or turn tls off.");
        }

        _proxy = ProxySettings.Find(endpoint, options.Proxy);
        TlsSettings? tls = options.Tls is null ? null : TlsSettings.Of(endpoint, options.Tls);
        if (Routing.UsesDirect(options.Transport))
        {
            TlsContext? context = tls is null ? null : new TlsContext(tls, Log);
            try
            {
                _direct = new UnaryCaller(endpoint, options, _proxy, context, Statistics.Sockets);
            }
            catch
            {
                context?.Dispose();
                throw;
            }
        }
        else
        {
            _channel = new EdgeChannel(
                endpoint,
                options,
                _proxy,
                ChannelTls.IsSupported && tls is not null ? new ChannelTls(tls) : null,
                Statistics.Sockets);
            _channelCaller = new ChannelCaller(_channel, Statistics);
        }
    }

    /// <summary>Makes the transport of several edges.</summary>
    /// <inheritdoc cref="BalancedEdges(EdgeEndpoint[], EdgeClientOptions, CallStatistics, Func{EdgeTransport, Task})"/>
    public EdgeTransport(EdgeEndpoint[] endpoints, EdgeClientOptions options, Func<EdgeTransport, Task> probe)
        : this(string.Join(',', endpoints.Select(static endpoint => endpoint.ToString())), options, whole: null)
        => _edges = new BalancedEdges(endpoints, options, Statistics, probe);

    private EdgeTransport(string endpoint, EdgeClientOptions options, CallStatistics? whole)
    {
        Options = options;
        Endpoint = endpoint;
        Statistics = new CallStatistics(whole);
        Log = new CallLog(new NonThrowingLogger(options.LoggerFactory.CreateLogger<EdgeClient>()), endpoint);
        _retries = new RetryPolicy(options.Retry);
    }

    /// <summary>
    /// Whether a blocking call serializes its message on the calling thread, so that nothing reads it after the call
    /// has ended.
    /// </summary>
    public bool BlockingEncodesOnCaller => _direct is not null || _edges?.BlockingEncodesOnCaller == true;

    /// <summary>Whether calls are about jobs of which one of several edges has each.</summary>
    public bool HasSeveralEdges => _edges is not null;

    /// <summary>The proxies that lead to the edges.</summary>
    public IEnumerable<HttpProxy> Proxies => _edges?.Proxies ?? (_proxy is null ? [] : [_proxy]);

    /// <summary>How the client behaves.</summary>
    public EdgeClientOptions Options { get; }

    /// <summary>Counts calls.</summary>
    public CallStatistics Statistics { get; }

    /// <summary>What calls have sent that no error may show.</summary>
    public RecentSecrets Secrets { get; } = new();

    /// <summary>How many open connections of the direct transport carry no call.</summary>
    public int IdleConnections => _direct?.IdleConnections ?? _edges?.IdleConnections ?? 0;

    /// <summary>Logs calls.</summary>
    public CallLog Log { get; }

    /// <summary>The address of the edge, for messages; of several edges, divided by commas.</summary>
    public string Endpoint { get; }

    /// <summary>The address of the edge that has a job or an inference; null if it is not known.</summary>
    public string? EndpointOf(string subject) => _edges is null ? Endpoint : _edges.EndpointOf(subject);

    /// <summary>Makes a unary call and blocks until it has ended.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="message">The request. It is serialized for each attempt.</param>
    /// <param name="mayBackOff">Whether the call may be sent again after a backoff.</param>
    /// <param name="before">How many attempts were made at other edges.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public TReply Unary<TMessage, TReply>(
        Method<TMessage, TReply> method, CallOptions options, TMessage message, bool mayBackOff = true, int before = 0)
        where TMessage : class
        where TReply : class
    {
        long begun = Statistics.OnBegin();
        CallAttempts attempts = Attempts(method, options, mayBackOff);
        try
        {
            while (true)
            {
                try
                {
                    TReply reply = _direct is not null ? _direct.Call(method, options, message)
                        : _edges is not null ? _edges.Unary(method, options, message, attempts.Made - 1)
                        : _channelCaller!.Unary(method, options, message);
                    OnSuccess(begun);
                    LogSuccess(method, message, reply, before + attempts.Made, begun);
                    return reply;
                }
                catch (RpcException e)
                {
                    RpcException failure = e;
                    if (attempts.Next(ref failure) is not TimeSpan delay)
                    {
                        ExceptionDispatchInfo.Throw(failure);
                        throw;
                    }

                    OnRetry(method, failure, before + attempts.Made, delay);
                    Delay(delay, options.CancellationToken);
                }
            }
        }
        catch (Exception e)
        {
            OnFailure(e, begun);
            throw;
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
    /// <param name="begun">When the call was begun, if it was counted: see <see cref="CallStatistics.OnBegin"/>.</param>
    /// <param name="before">How many attempts were made at other edges.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public async ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method,
        CallOptions options,
        TMessage message,
        bool mayBackOff = true,
        RpcException? failure = null,
        long begun = 0,
        int before = 0)
        where TMessage : class
        where TReply : class
    {
        begun = begun == 0 ? Statistics.OnBegin() : begun;
        CallAttempts attempts = Attempts(method, options, mayBackOff);
        try
        {
            while (true)
            {
                try
                {
                    if (failure is null)
                    {
                        TReply reply = _direct is not null
                            ? await _direct.CallAsync(method, options, message).ConfigureAwait(false)
                            : _edges is not null
                            ? await _edges.UnaryAsync(method, options, message, attempts.Made - 1).ConfigureAwait(false)
                            : await _channelCaller!.UnaryAsync(method, options, message).ConfigureAwait(false);
                        OnSuccess(begun);
                        LogSuccess(method, message, reply, before + attempts.Made, begun);
                        return reply;
                    }
                }
                catch (RpcException e)
                {
                    failure = e;
                }

                if (attempts.Next(ref failure) is not TimeSpan delay)
                {
                    ExceptionDispatchInfo.Throw(failure);
                    throw failure;
                }

                OnRetry(method, failure, before + attempts.Made, delay);
                await DelayAsync(delay, options.CancellationToken).ConfigureAwait(false);
                failure = null;
            }
        }
        catch (Exception e)
        {
            OnFailure(e, begun);
            throw;
        }
    }

    /// <summary>Counts a call that has succeeded.</summary>
    /// <param name="begun">When it was begun: see <see cref="CallStatistics.OnBegin"/>.</param>
    public void OnSuccess(long begun)
    {
        _retries.OnSuccess();
        Statistics.OnSuccess(begun);
    }

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

    /// <summary>
    /// Logs a call that has succeeded; of several edges, the transport of the one that was called does.
    /// </summary>
    private void LogSuccess(IMethod method, object message, object reply, int attempts, long begun)
    {
        if (_edges is null)
        {
            Log.Success(method, message, reply, attempts, begun);
        }
    }

    /// <summary>Counts and logs that a call is sent again, here or to another edge.</summary>
    /// <param name="method">The method.</param>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="attempt">The number of the next attempt.</param>
    /// <param name="delay">The time until then.</param>
    public void OnRetry(IMethod method, RpcException failure, int attempt, TimeSpan delay)
    {
        Statistics.OnRetry();
        Log.Retry(method, failure, attempt, delay);
    }

    /// <summary>Counts a call that has failed.</summary>
    public void OnFailure(Exception e, long begun)
    {
        if (e is RpcException failure)
        {
            failure.WithBegun(begun);
        }

        Statistics.OnFailure(ErrorTranslator.StatusOf(e));
    }

    private CallAttempts Attempts(IMethod method, CallOptions options, bool mayBackOff) =>
        new(_retries, method, Deadline.From(options.Deadline), mayBackOff, isOfSeveralEdges: _edges is not null);

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
