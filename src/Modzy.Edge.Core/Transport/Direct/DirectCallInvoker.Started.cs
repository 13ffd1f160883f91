using Grpc.Core;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>Calls for which no thread waits.</summary>
internal sealed partial class DirectCallInvoker
{
    /// <summary>Makes a call without blocking, if it is a short one and a connection can take it.</summary>
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
        for (int attempt = 1; ; attempt++)
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

                    return null;
                }

                await SharedConnection.AwaitAsync(call, options.CancellationToken).ConfigureAwait(false);
                repeatable = call.IsRepeatable;
                call.ThrowIfFailed();
                return method.ResponseMarshaller.ContextualDeserializer(call.Reply);
            }
            catch (ConnectionException) when (repeatable && attempt < MaxAttempts)
            {
                // Another connection will do.
            }
            catch (Exception e) when (LocalFailure.StatusOf(e) is Status status)
            {
                throw new RpcException(status);
            }
            finally
            {
                if (call is not null)
                {
                    connection!.Return(call);
                }
            }
        }
    }
}
