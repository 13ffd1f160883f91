using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Calls that do not block: with a completion handler, or awaited.</summary>
internal sealed partial class UnaryCaller
{
    /// <summary>
    /// Starts a call on the calling thread, if there is a connection that can take it at once. Its cancellation is
    /// <see cref="AsyncCall.Cancel"/>.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline and metadata.</param>
    /// <param name="request">The request. It is not read after this has returned.</param>
    /// <param name="handler">Handles the end of the call, which may come before this returns.</param>
    /// <param name="call">Receives the call before it is started, for <see cref="Finish"/>; null if it was not
    /// started.</param>
    /// <returns>Whether the call was started; otherwise nothing was sent.</returns>
    public bool TryStart<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        CallOptions options,
        TRequest request,
        ICompletionHandler handler,
        ref AsyncCall? call)
        where TRequest : class
        where TResponse : class
    {
        var limits = new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes);
        if (limits.Deadline.IsPast
            || Routing.PathOf(CallKind.Async, BufferedMessage.IsTooLong(request)) != CallPath.Multiplexed)
        {
            return false;
        }

        call = _pool.Multiplexed?.TakeAsyncCall();
        if (call is null)
        {
            return false;
        }

        bool isStarted = false;
        try
        {
            isStarted = call.Connection.TryStart(call, method, request, _headers, options, limits, handler);
            return isStarted;
        }
        finally
        {
            if (!isStarted)
            {
                call.Connection.Return(call);
                call = null;
            }
        }
    }

    /// <summary>Provides the response of a call that has ended, and returns its state to the connection.</summary>
    /// <param name="call">The call.</param>
    /// <param name="method">Its method.</param>
    /// <param name="isCancelled">Whether the call was cancelled, if it was given up.</param>
    /// <exception cref="RpcException">It failed.</exception>
    public static TResponse Finish<TRequest, TResponse>(
        AsyncCall call, Method<TRequest, TResponse> method, bool isCancelled)
        where TRequest : class
        where TResponse : class
    {
        bool mayRetry = false;
        try
        {
            if (!call.IsOver)
            {
                throw isCancelled ? new OperationCanceledException() : new TimeoutException();
            }

            return Response(call, method, ref mayRetry);
        }
        catch (Exception e) when (Failure(e.WithSent(call.Sent), mayRetry && !isCancelled) is RpcException failure)
        {
            throw failure;
        }
        finally
        {
            call.Connection.Return(call);
        }
    }

    /// <summary>Makes one attempt of a call without blocking.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="RpcException">It failed; <see cref="RetryPolicy"/> knows whether there may be another.</exception>
    public async ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var limits = new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes);
        if (Routing.PathOf(CallKind.Async, BufferedMessage.IsTooLong(request)) != CallPath.Multiplexed)
        {
            return await CallOnThreadAsync(method, options, request, limits).ConfigureAwait(false);
        }

        bool mayRetry = false;
        MultiplexedConnection? connection = null;
        AsyncCall? call = null;
        try
        {
            ThrowIfOver(options, limits);
            for (int i = 0; call is null && i < RetryPolicy.MaxAttemptsAtOnce; i++)
            {
                connection = await _pool.GetMultiplexedAsync(
                    limits.Deadline, options.CancellationToken).ConfigureAwait(false);
                call = connection?.TakeAsyncCall();
                if (call is null)
                {
                    // There can be no such connection, or it has as many calls as it may.
                    break;
                }

                if (!connection!.TryStart(call, method, request, _headers, options, limits))
                {
                    connection.Return(call);
                    call = null;
                    if (connection.End is Exception end)
                    {
                        // A peer that speaks another protocol can end the connection before any call was sent.
                        mayRetry = true;
                        throw PendingCall.Failure(end);
                    }

                    if (connection.IsOpen)
                    {
                        // The message is too long.
                        break;
                    }

                    // It stopped taking calls after the pool returned it.
                }
            }

            if (call is not null)
            {
                await MultiplexedConnection.AwaitAsync(call, options.CancellationToken).ConfigureAwait(false);
                return Response(call, method, ref mayRetry);
            }
        }
        catch (Exception e) when (Failure(e.WithSent(call?.Sent ?? EdgeSent.None), mayRetry) is RpcException failure)
        {
            throw failure;
        }
        finally
        {
            if (call is not null)
            {
                connection!.Return(call);
            }
        }

        return await CallOnThreadAsync(method, options, request, limits).ConfigureAwait(false);
    }

    /// <summary>The response of a call that has ended.</summary>
    private static TResponse Response<TRequest, TResponse>(
        AsyncCall call, Method<TRequest, TResponse> method, ref bool mayRetry)
        where TRequest : class
        where TResponse : class
    {
        mayRetry = call.MayRetry(method);
        call.ThrowIfFailed();
        return method.ResponseMarshaller.ContextualDeserializer(call.ResponseContext);
    }

    /// <summary>Makes a blocking call on a thread of the pool, when one is free.</summary>
    private async ValueTask<TResponse> CallOnThreadAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits)
        where TRequest : class
        where TResponse : class
    {
        // The continuation may block, and must not do so on the thread that the next call needs.
        var answered = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = new BlockingWork(() =>
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
        });
        _threads.Run(work);
        try
        {
            await work.Begun.WaitAsync(limits.Deadline.WaitTime, options.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && _threads.TryRemove(work))
        {
            throw new RpcException(StatusMapping.FromException(e.WithSent(EdgeSent.None))!.Value);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // A thread has taken the call meanwhile, and gives it up itself.
        }

        return await answered.Task.ConfigureAwait(false);
    }
}
