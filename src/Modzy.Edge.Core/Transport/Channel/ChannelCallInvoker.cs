using Grpc.Core;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Channel;

/// <summary>Makes calls over <see cref="SocketsHttpHandler"/>: unary ones without blocking, and streams.</summary>
internal sealed class ChannelCallInvoker(EdgeChannel channel) : CallInvoker
{
    /// <summary>Makes a unary call.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        using var call = new ChannelCall(channel, method, options);
        var content = new MessageContent<TRequest>(call.Activity, method.RequestMarshaller, request);
        try
        {
            ChannelResponse response = await call.SendAsync(content).ConfigureAwait(false);
            return await response.ReadReplyAsync(method.ResponseMarshaller, call.Cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RpcException? failure = call.Failure(e);
            (failure ?? e).WithSent(ChannelCall.IsRefused(failure) ? EdgeSent.None : content.Sent);
            if (failure is null || failure == e)
            {
                throw;
            }

            throw failure;
        }
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        Task<TResponse> reply = UnaryAsync(method, options.WithCancellationToken(interruption.Token), request);
        try
        {
            return BlockingWait.Result(reply, CancellationToken.None);
        }
        finally
        {
            // The wait can end before the call, by a signal.
            interruption.Cancel();
        }
    }

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ChannelCall(channel, method, options);
        var requests = new StreamContent<TRequest>(call, method.RequestMarshaller);
        var responses = new StreamResponses<TResponse>(call, call.SendAsync(requests), method.ResponseMarshaller);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            requests,
            responses,
            Task.FromException<Metadata>(NotHere()),
            static () => throw NotHere(),
            static () => throw NotHere(),
            call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotHere();

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotHere();

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotHere();

    private static NotSupportedException NotHere() => new("The edge has no calls of this kind, and nobody asks for this.");
}
