using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>Makes calls over <see cref="SocketsHttpHandler"/>.</summary>
internal sealed class ChannelCaller(EdgeChannel channel, CallStatistics statistics)
{
    /// <summary>Makes one attempt of a unary call and blocks until it has ended.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    public TResponse Unary<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        Task<TResponse> reply = UnaryAsync(method, options.WithCancellationToken(interruption.Token), request);
        try
        {
            return BlockingWait.Result(reply, CancellationToken.None);
        }
        finally
        {
            // A signal can end the wait before the call ends.
            interruption.Cancel();
        }
    }

    /// <summary>Makes one attempt of a unary call.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        using var call = new ChannelCall(channel, method, options);
        var content = new UnaryRequestContent<TRequest>(call, method.RequestMarshaller, request);
        try
        {
            ChannelResponse response = await call.SendAsync(content).ConfigureAwait(false);
            return await response.ReadReplyAsync(method.ResponseMarshaller, call.Cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RpcException? failure = call.Failure(e);
            bool isRefused = ChannelCall.IsRefused(failure);
            (failure ?? e).WithSent(isRefused ? EdgeSent.None : content.Sent);
            failure?.WithAttempts(Math.Max(content.Attempts, 1));
            if (isRefused)
            {
                failure!.WithRetryAtOnce();
            }

            if (failure is null || failure == e)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            // The attempts of the handler, which the policy of the client does not see.
            for (int sent = 1; sent < content.Attempts; sent++)
            {
                statistics.OnRetry();
            }
        }
    }

    /// <summary>Opens a bidirectional stream.</summary>
    public AsyncDuplexStreamingCall<TRequest, TResponse> DuplexStream<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options)
        where TRequest : class
        where TResponse : class
    {
        var call = new ChannelCall(channel, method, options);
        var requests = new StreamRequestContent<TRequest>(call, method.RequestMarshaller);
        var responses = new StreamResponseReader<TResponse>(call, call.SendAsync(requests), method.ResponseMarshaller);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            requests,
            responses,
            Task.FromException<Metadata>(NotSupported()),
            static () => throw NotSupported(),
            static () => throw NotSupported(),
            call.Dispose);
    }

    private static NotSupportedException NotSupported() => new("Streams do not expose headers, status and trailers.");
}

/// <summary>Reads the responses of a stream.</summary>
internal sealed class StreamResponseReader<TResponse>(
    ChannelCall call, Task<ChannelResponse> response, Marshaller<TResponse> marshaller) : IAsyncStreamReader<TResponse>
    where TResponse : class
{
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("No response was read yet.");

    /// <exception cref="RpcException">The call has failed.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            ChannelResponse answer = await response.ConfigureAwait(false);
            _current = await answer.ReadNextAsync(marshaller, call.Cancellation).ConfigureAwait(false);
            return _current is not null;
        }
        catch (Exception e) when (call.Failure(e) is RpcException failure)
        {
            throw failure;
        }
    }
}
