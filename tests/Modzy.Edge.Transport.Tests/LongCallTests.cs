using System.Collections.Concurrent;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Asynchronous calls with long messages, of which a client makes only some at a time.</summary>
public sealed class LongCallTests : IAsyncLifetime
{
    private RawServer _server = null!;
    private EdgeTransport _transport = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RawServer.StartAsync();
        _transport = Transports.Open(
            TransportPath.Async, _server.Endpoint, new EdgeClientOptions { MaxLongCalls = 1 });

        // How long a byte array is, is not known before it is serialized, which waits for this connection.
        await _transport.UnaryAsync(RawMethods.Echo, default, []);
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Those_beyond_the_limit_are_made_when_others_have_ended()
    {
        using var first = new CancellationTokenSource();
        Task<byte[]> running = Wait(60_000, first.Token);
        var ended = new ConcurrentQueue<int>();

        Task[] waiting = [.. Enumerable.Range(0, 10).Select(async i =>
        {
            await Wait(0, TestContext.Current.CancellationToken);
            ended.Enqueue(i);
        })];
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        Assert.Empty(ended);

        await first.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => running);
        await Task.WhenAll(waiting);
        Assert.Equal(10, ended.Count);
    }

    [Fact]
    public async Task One_that_waits_ends_at_its_deadline_or_when_it_is_cancelled_and_was_not_sent()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        Task<byte[]> running = Wait(60_000, first.Token);
        Task<byte[]> cancelled = Wait(0, second.Token);
        Task<byte[]> late = Wait(0, CancellationToken.None, TimeSpan.FromMilliseconds(50));

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => late);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(EdgeSent.None, Grpc.StatusMapping.SentOf(failure.Status.DebugException!));

        await second.CancelAsync();
        failure = await Assert.ThrowsAsync<RpcException>(() => cancelled);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.False(running.IsCompleted);

        await first.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => running);
    }

    [Fact]
    public async Task Short_ones_do_not_wait_for_them()
    {
        using var first = new CancellationTokenSource();
        Task<byte[]> running = Wait(60_000, first.Token);

        Assert.Equal([1], await _transport.UnaryAsync(RawMethods.Echo, default, [1]));
        Assert.False(running.IsCompleted);
        await first.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => running);
    }

    /// <summary>Starts a call with a long message that the server answers after a while.</summary>
    private Task<byte[]> Wait(int milliseconds, CancellationToken cancellation, TimeSpan? time = null) =>
        _transport.UnaryAsync(
            RawMethods.Wait,
            new CallOptions(deadline: DateTime.UtcNow + (time ?? Transports.TestTimeout), cancellationToken: cancellation),
            RawMethods.Text($"{milliseconds}".PadRight(20_000))).AsTask();
}
