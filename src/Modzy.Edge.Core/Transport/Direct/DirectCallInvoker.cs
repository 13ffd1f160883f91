using Grpc.Core;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Messages;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>
/// Makes unary calls in plaintext, over TCP or a Unix domain socket, on the thread that calls: it sends and receives
/// itself, and blocks meanwhile. No other thread has a part in it, which is what makes it fast; only where there are many
/// of them, short calls share a connection.
/// </summary>
internal sealed partial class DirectCallInvoker(EdgeEndpoint endpoint, EdgeClientOptions options) : CallInvoker, IDisposable
{
    /// <summary>A call that was certainly not processed is made again on another connection, this often in all.</summary>
    private const int MaxAttempts = 4;

    private readonly RequestHeaders _headers = new(endpoint.Authority);
    private readonly ConnectionPool _pool = new(new Connector(endpoint, options.ConnectTimeout), options);
    private readonly long? _maxReceiveBytes = options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes;

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        CallBlocking(method, options, request, new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes));

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotHere();

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotHere();

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotHere();

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotHere();

    /// <inheritdoc/>
    public void Dispose()
    {
        _threads.Dispose();
        _pool.Dispose();
    }

    private TResponse CallBlocking<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits)
        where TRequest : class
        where TResponse : class
    {
        for (int attempt = 1; ; attempt++)
        {
            bool repeatable = false;
            try
            {
                return CallOnce(method, options, request, limits, ref repeatable);
            }
            catch (ConnectionException) when (repeatable && attempt < MaxAttempts)
            {
                // Another connection will do.
            }
            catch (Exception e) when (LocalFailure.StatusOf(e) is Status status)
            {
                throw new RpcException(status);
            }
        }
    }

    private TResponse CallOnce<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits, ref bool repeatable)
        where TRequest : class
        where TResponse : class
    {
        ThrowIfOver(options, limits);
        if (_pool.FindShared() is SharedConnection shared
            && shared.TryCall(method, request, _headers, options, limits, ref repeatable, out TResponse? reply))
        {
            return reply;
        }

        DirectConnection connection = Rent(options, limits);
        try
        {
            return connection.Call(method, request, _headers, options, limits);
        }
        catch (Exception e)
        {
            bool isLost = e is ConnectionException;
            bool isSafe = IsSafe(method.Name);
            EdgeSent sent = connection.Sent(isLost, connection.IsReused && !isSafe ? limits.Deadline : Deadline.After(TimeSpan.Zero));
            repeatable = isLost && connection.IsRepeatable(isSafe, sent);
            e.WithSent(sent);
            if (e is TimeoutException && connection.IsUnacknowledged)
            {
                // Those that are idle as long lead to the same place.
                _pool.DiscardIdle();
            }

            if (LocalFailure.ViolationIn(e) is Http2Error violation)
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

    private DirectConnection Rent(CallOptions options, CallLimits limits)
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

    /// <summary>Ends a call of which nothing is sent yet.</summary>
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

    /// <summary>Whether a method only reads, so that it makes no difference how often it is processed.</summary>
    public static bool IsSafe(string method) => method.StartsWith("Get", StringComparison.Ordinal) || method == "Status";

    private static NotSupportedException NotHere() =>
        new("The direct transport makes no such calls; EdgeTransport has the invoker for them.");
}
