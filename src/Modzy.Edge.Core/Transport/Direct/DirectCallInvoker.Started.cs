using Grpc.Core;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Messages;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>
/// Calls of callers that do not block. Those with short messages share a connection, and no thread waits for them. Those with
/// long ones are made by a few threads as any call that blocks: a message that leaves while it is encoded needs a thread to
/// wait for room in the peer's windows, and a thread is a small fraction of the memory that the message would take.
/// </summary>
internal sealed partial class DirectCallInvoker
{
    private readonly CallThreads _threads = new(options.CallThreads, options.BurstIdleTimeout);

    /// <summary>Makes a call without blocking, if a connection can take it or a thread is free for it.</summary>
    /// <param name="method">What is called.</param>
    /// <param name="options">The call's deadline, metadata and cancellation.</param>
    /// <param name="request">The request.</param>
    /// <returns>The reply, or null if the call was not made.</returns>
    /// <exception cref="RpcException">It failed.</exception>
    public async ValueTask<TResponse?> TryCallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var limits = new CallLimits(Deadline.From(options.Deadline), _maxReceiveBytes);
        bool isLong = StagedMessage.IsTooLong(request);
        for (int attempt = 1; !isLong; attempt++)
        {
            bool repeatable = false;
            SharedConnection? connection = null;
            StartedCall? call = null;
            try
            {
                ThrowIfOver(options, limits);
                connection = await _pool.ShareAsync(limits.Deadline, options.CancellationToken).ConfigureAwait(false);
                call = connection?.TakeCall();
                if (call is null || !connection!.TryStart(call, method, request, _headers, options, limits))
                {
                    if (connection?.End is Exception end)
                    {
                        // A peer of another kind may speak first, before any call is on its way.
                        repeatable = true;
                        throw SharedCall.Failure(end);
                    }

                    if (connection?.IsOpen == false && attempt < MaxAttempts)
                    {
                        // It has just ceased to take calls.
                        continue;
                    }

                    if (call?.Message.WasTooLong != true)
                    {
                        return null;
                    }

                    break;
                }

                await SharedConnection.AwaitAsync(call, options.CancellationToken).ConfigureAwait(false);
                repeatable = call.IsRepeatable(method.Name);
                call.ThrowIfFailed();
                return method.ResponseMarshaller.ContextualDeserializer(call.Reply);
            }
            catch (ConnectionException) when (repeatable && attempt < MaxAttempts)
            {
                // Another connection will do.
            }
            catch (Exception e)
            {
                e.WithSent(call?.Sent ?? EdgeSent.None);
                if (LocalFailure.StatusOf(e) is Status status)
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

        return await CallOnThreadAsync(method, options, request, limits).ConfigureAwait(false);
    }

    /// <summary>Makes a call on a thread that blocks, if one is free.</summary>
    private async ValueTask<TResponse?> CallOnThreadAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, CallLimits limits)
        where TRequest : class
        where TResponse : class
    {
        // The caller, who may block, does not go on on the thread that is needed for the next call.
        var answered = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Call()
        {
            TResponse? reply = null;
            Exception? failure = null;
            try
            {
                reply = CallBlocking(method, options, request, limits);
            }
            catch (Exception e)
            {
                // Whatever it is, it is for the caller, and must not end the process.
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

        return _threads.TryRun(Call) ? await answered.Task.ConfigureAwait(false) : null;
    }
}
