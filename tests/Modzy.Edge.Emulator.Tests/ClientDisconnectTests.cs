using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>
/// Clients that disconnect or cancel during a stream. Any exception but RpcException would be logged as a failure of
/// the emulator.
/// </summary>
public sealed class ClientDisconnectTests
{
    [Fact]
    public async Task A_closed_connection_ends_the_stream_with_CANCELLED()
    {
        var requests = new Requests(new IOException("The request stream was aborted."));

        var end = await EndAsync(requests, CancellationToken.None);

        Assert.Equal(StatusCode.Cancelled, end.StatusCode);
    }

    [Fact]
    public async Task A_cancelled_call_ends_the_stream_with_CANCELLED()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var requests = new Requests(new InvalidOperationException("The request is complete."));

        var end = await EndAsync(requests, cancelled.Token);

        Assert.Equal(StatusCode.Cancelled, end.StatusCode);
    }

    private static async Task<RpcException> EndAsync(Requests requests, CancellationToken cancellation)
    {
        await using var server = EmulatorServer.Create(new EmulatorOptions(), new IPEndPoint(IPAddress.Loopback, 0));
        var endpoint = ActivatorUtilities.CreateInstance<InferenceServiceEndpoint>(server.Services);
        return await Assert.ThrowsAsync<RpcException>(
            () => endpoint.StreamInferences(requests, responseStream: null!, new Context(cancellation)));
    }

    private sealed class Requests(Exception end) : IAsyncStreamReader<InferenceRequest>
    {
        public InferenceRequest Current => throw new NotSupportedException();

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromException<bool>(end);
    }

    private sealed class Context(CancellationToken cancellation) : ServerCallContext
    {
        protected override string MethodCore => "";

        protected override string HostCore => "";

        protected override string PeerCore => "";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore => [];

        protected override CancellationToken CancellationTokenCore => cancellation;

        protected override Metadata ResponseTrailersCore => [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => new(null, []);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
            throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
