using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// Makes unary calls over the pool's connections, by the path that <see cref="Routing"/> names, and opens streams.
/// </summary>
internal sealed partial class UnaryCaller(
    EdgeEndpoint endpoint, EdgeClientOptions options, HttpProxy? proxy, TlsContext? tls, SocketCounters counters)
    : IDisposable
{
    private readonly RequestHeaders _headers = new(endpoint.AuthorityOf(options.Tls), isTls: tls is not null);
    private readonly ConnectionPool _pool = new(
        new Connector(endpoint, options.ConnectTimeout, counters, proxy, tls),
        options,
        KeepAliveSettings.Of(options));
    private readonly BlockingCallThreadPool _threads = new(options.MaxLongCalls, options.BurstIdleTimeout);
    private readonly long? _maxReceiveBytes = options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes;

    /// <summary>Makes one attempt of a call on the calling thread.</summary>
    /// <exception cref="RpcException">It failed; <see cref="RetryPolicy"/> knows whether there may be another.</exception>
    public TResponse Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class =>
        Call(method, options, request, new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes));

    /// <summary>How many open connections carry no call.</summary>
    public int IdleConnections => _pool.Idle;

    /// <summary>Begins to open a stream on a connection of its own.</summary>
    /// <inheritdoc cref="EdgeTransport.OpenStream"/>
    public StreamConnection OpenStream(
        IMethod method, TimeSpan deadline, TimeSpan openTime, CallOptions options) =>
        new(_pool, _headers, method, new CallLimits(Deadline.After(deadline), _maxReceiveBytes), openTime, options);

    public void Dispose()
    {
        _threads.Dispose();
        _pool.Dispose();
        tls?.Dispose();
    }

    private TResponse Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits)
        where TRequest : class
        where TResponse : class
    {
        bool mayRetry = false;
        try
        {
            return Call(method, options, request, limits, ref mayRetry);
        }
        catch (Exception e) when (Failure(e, mayRetry) is RpcException failure)
        {
            throw failure;
        }
    }

    private TResponse Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits, ref bool mayRetry)
        where TRequest : class
        where TResponse : class
    {
        ThrowIfOver(options, limits);
        MultiplexedConnection? multiplexed = _pool.FindMultiplexed();
        bool isCongested = multiplexed is not null;
        bool isLong = isCongested && BufferedMessage.IsTooLong(request);
        if (Routing.PathOf(CallKind.Blocking, isLong, isCongested) == CallPath.Multiplexed
            && multiplexed!.TryCall(method, request, _headers, options, limits, ref mayRetry, out TResponse? reply))
        {
            return reply;
        }

        ExclusiveConnection connection = Rent(options, limits);
        try
        {
            return connection.Call(method, request, _headers, options, limits);
        }
        catch (Exception e)
        {
            bool isIdempotent = RetryPolicy.IsIdempotent(method);
            EdgeSent sent = connection.Sent(
                e, connection.IsReused && !isIdempotent ? limits.Deadline : Deadline.After(TimeSpan.Zero));
            mayRetry = e is ConnectionException { IsTransient: true } && connection.MayRetry(isIdempotent, sent);
            e.WithSent(sent);
            if (e is TimeoutException && connection.IsUnacknowledged)
            {
                // The network path is broken, so the other idle connections are too.
                _pool.DiscardIdle();
            }

            if (StatusMapping.ToHttp2Error(e) is Http2Error violation)
            {
                connection.Abandon(violation);
            }

            throw;
        }
        finally
        {
            _pool.Return(connection);
        }
    }

    private ExclusiveConnection Rent(CallOptions options, CallLimits limits)
    {
        try
        {
            return _pool.Rent(limits.Deadline, options.CancellationToken);
        }
        catch (Exception e)
        {
            e.WithSent(EdgeSent.None);
            throw;
        }
    }

    /// <summary>Maps an exception to a status; null for one that has none.</summary>
    private static RpcException? Failure(Exception e, bool mayRetry) =>
        StatusMapping.FromException(mayRetry && e is ConnectionException ? e.WithRetryAtOnce() : e) is Status status
            ? new RpcException(status)
            : null;

    /// <summary>Fails a call that was cancelled, or whose deadline passed, before anything was sent.</summary>
    private static void ThrowIfOver(CallOptions options, CallLimits limits)
    {
        if (options.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(options.CancellationToken).WithSent(EdgeSent.None);
        }

        if (limits.Deadline.IsPast)
        {
            throw new TimeoutException().WithSent(EdgeSent.None);
        }
    }
}
