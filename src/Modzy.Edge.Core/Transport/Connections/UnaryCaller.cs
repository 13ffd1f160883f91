using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// Makes unary calls over the pool's connections, by the path that <see cref="Routing"/> names, and opens streams.
/// </summary>
internal sealed class UnaryCaller(EdgeEndpoint endpoint, EdgeClientOptions options) : IDisposable
{
    private readonly RequestHeaders _headers = new(endpoint.Authority);
    private readonly ConnectionPool _pool = new(new Connector(endpoint, options.ConnectTimeout), options);
    private readonly BlockingCallThreadPool _threads = new(options.BlockingCallThreads, options.BurstIdleTimeout);
    private readonly long? _maxReceiveBytes = options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes;

    /// <summary>Makes a call on the calling thread.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    public TResponse Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class =>
        Call(method, options, request, new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes));

    /// <summary>Makes a call without blocking.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="request">The request.</param>
    /// <returns>
    /// The response; null if no connection and no thread could take the call, of which nothing was sent then.
    /// </returns>
    /// <exception cref="RpcException">It failed.</exception>
    public async ValueTask<TResponse?> TryCallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var limits = new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes);
        bool isLong = BufferedMessage.IsTooLong(request);
        for (int attempt = 1; Routing.PathOf(CallKind.Async, isLong) == CallPath.Multiplexed; attempt++)
        {
            bool mayRetry = false;
            MultiplexedConnection? connection = null;
            AsyncCall? call = null;
            try
            {
                ThrowIfOver(options, limits);
                connection = await _pool.GetMultiplexedAsync(
                    limits.Deadline, options.CancellationToken).ConfigureAwait(false);
                call = connection?.TakeAsyncCall();
                if (call is null || !connection!.TryStart(call, method, request, _headers, options, limits))
                {
                    if (connection?.End is Exception end)
                    {
                        // A peer that speaks another protocol can end the connection before any call was sent.
                        mayRetry = true;
                        throw PendingCall.Failure(end);
                    }

                    if (connection?.IsOpen == false && attempt < RetryPolicy.MaxAttempts)
                    {
                        // It stopped taking calls after the pool returned it.
                        continue;
                    }

                    if (call?.Message.WasTooLong != true)
                    {
                        return null;
                    }

                    isLong = true;
                    continue;
                }

                await MultiplexedConnection.AwaitAsync(call, options.CancellationToken).ConfigureAwait(false);
                mayRetry = call.MayRetry(method);
                call.ThrowIfFailed();
                return method.ResponseMarshaller.ContextualDeserializer(call.ResponseContext);
            }
            catch (ConnectionException) when (mayRetry && attempt < RetryPolicy.MaxAttempts)
            {
                // The next attempt uses another connection.
            }
            catch (Exception e)
            {
                e.WithSent(call?.Sent ?? EdgeSent.None);
                if (StatusMapping.FromException(e) is Status status)
                {
                    throw new RpcException(status);
                }

                throw;
            }
            finally
            {
                if (call is not null)
                {
                    connection!.Return(call);
                }
            }
        }

        return await TryCallOnThreadAsync(method, options, request, limits).ConfigureAwait(false);
    }

    /// <summary>Begins to open a stream on a connection of its own.</summary>
    /// <inheritdoc cref="EdgeTransport.OpenStream"/>
    public StreamConnection OpenStream(
        IMethod method, TimeSpan deadline, TimeSpan openTime, CancellationToken cancellation) =>
        new(
            _pool,
            _headers,
            method,
            new CallLimits(Deadline.After(deadline), _maxReceiveBytes),
            openTime,
            cancellation);

    public void Dispose()
    {
        _threads.Dispose();
        _pool.Dispose();
    }

    private TResponse Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits)
        where TRequest : class
        where TResponse : class
    {
        for (int attempt = 1; ; attempt++)
        {
            bool mayRetry = false;
            try
            {
                return CallOnce(method, options, request, limits, ref mayRetry);
            }
            catch (ConnectionException) when (mayRetry && attempt < RetryPolicy.MaxAttempts)
            {
                // The next attempt uses another connection.
            }
            catch (Exception e) when (StatusMapping.FromException(e) is Status status)
            {
                throw new RpcException(status);
            }
        }
    }

    private TResponse CallOnce<TRequest, TResponse>(
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
            bool isLost = e is ConnectionException;
            bool isIdempotent = RetryPolicy.IsIdempotent(method);
            EdgeSent sent = connection.Sent(
                isLost, connection.IsReused && !isIdempotent ? limits.Deadline : Deadline.After(TimeSpan.Zero));
            mayRetry = isLost && connection.MayRetry(isIdempotent, sent);
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

    /// <summary>Makes a blocking call on a thread of the pool.</summary>
    /// <returns>Null if no thread is free.</returns>
    private async ValueTask<TResponse?> TryCallOnThreadAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits)
        where TRequest : class
        where TResponse : class
    {
        // The continuation may block, and must not do so on the thread that the next call needs.
        var answered = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            TResponse? reply = null;
            Exception? failure = null;
            try
            {
                reply = Call(method, options, request, limits);
            }
            catch (Exception e)
            {
                // An unhandled exception on this thread would end the process.
                failure = e;
            }

            if (failure is null)
            {
                answered.SetResult(reply!);
            }
            else
            {
                answered.SetException(failure);
            }
        }

        return _threads.TryRun(Run) ? await answered.Task.ConfigureAwait(false) : null;
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
