using Grpc.Core;
using Grpc.Net.Client;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport;

/// <summary>
/// Grpc.Net.Client's calls, with failures that keep to the rule of <see cref="ErrorTranslator"/>: of its own, only the texts tell
/// what the edge sent from what was found on this side.
/// </summary>
internal sealed class ChannelCallInvoker(GrpcChannel channel) : CallInvoker
{
    private readonly CallInvoker _inner = channel.CreateCallInvoker();

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        // Grpc.Net.Client's own blocking calls do not notice signals. Disposing cancels a call that is still under way.
        using AsyncUnaryCall<TResponse> call = AsyncUnaryCall(method, host, options, request);
        return BlockingWait.Result(call.ResponseAsync, CancellationToken.None);
    }

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ResponseObservation observation = ResponseObservation.Begin();
        AsyncUnaryCall<TResponse> call = _inner.AsyncUnaryCall(method, host, options, request);
        return new AsyncUnaryCall<TResponse>(
            observation.TypedAsync(call.ResponseAsync, options.CancellationToken),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        ResponseObservation observation = ResponseObservation.Begin();
        AsyncDuplexStreamingCall<TRequest, TResponse> call = _inner.AsyncDuplexStreamingCall(method, host, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new Writer<TRequest>(call.RequestStream, observation, options.CancellationToken),
            new Reader<TResponse>(call.ResponseStream, observation, options.CancellationToken),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw NotOffered();

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw NotOffered();

    private static NotSupportedException NotOffered() => new("An edge offers no calls of this kind.");

    private sealed class Reader<T>(IAsyncStreamReader<T> inner, ResponseObservation observation, CancellationToken cancellation)
        : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) =>
            observation.TypedAsync(inner.MoveNext(cancellationToken), cancellation);
    }

    private sealed class Writer<T>(IClientStreamWriter<T> inner, ResponseObservation observation, CancellationToken cancellation)
        : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken) =>
            observation.TypedAsync(inner.WriteAsync(message, cancellationToken), cancellation);

        public Task CompleteAsync() => observation.TypedAsync(inner.CompleteAsync(), cancellation);
    }
}
