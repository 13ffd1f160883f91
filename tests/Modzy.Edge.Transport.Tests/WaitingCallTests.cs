using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Asynchronous calls beyond the peer's SETTINGS_MAX_CONCURRENT_STREAMS.</summary>
public sealed class WaitingCallTests
{
    [Fact]
    public async Task They_are_made_in_order_over_the_same_connection()
    {
        var received = new List<byte>();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.MaxConcurrentStreams, 2));
            Echo(connection);
            for (int i = 0; i < 10; i++)
            {
                (int streamId, byte[] data) = connection.ReadRequest();
                received.Add(data[5]);
                connection.Send(Frames.Answer(streamId, data[5..]));
            }

            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Async);
        await Start(transport, 0);

        Task<byte[]>[] calls = [.. Enumerable.Range(0, 10).Select(i => Start(transport, (byte)i))];
        byte[][] replies = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (byte)i), replies.Select(static reply => reply[0]));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (byte)i), received);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task They_end_at_their_deadline_or_when_they_are_cancelled_and_were_not_sent()
    {
        using var cancellation = new CancellationTokenSource();
        using var proceed = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.MaxConcurrentStreams, 1));
            Echo(connection);
            (int first, byte[] one) = connection.ReadRequest();
            Assert.Equal(1, one[5]);
            Assert.True(proceed.Wait(Transports.TestTimeout));
            connection.Send(Frames.Answer(first, 1));
            (int last, byte[] four) = connection.ReadRequest();
            Assert.Equal(4, four[5]);
            connection.Send(Frames.Answer(last, 4));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Async);
        await Start(transport, 0);

        Task<byte[]> running = Start(transport, 1);
        Task<byte[]> late = Start(transport, 2, TimeSpan.FromMilliseconds(30));
        Task<byte[]> cancelled = Start(transport, 3, cancels: cancellation);
        Task<byte[]> last = Start(transport, 4);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => late);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(EdgeSent.None, Grpc.StatusMapping.SentOf(failure.Status.DebugException!));
        Assert.False(cancelled.IsCompleted);

        await cancellation.CancelAsync();
        failure = await Assert.ThrowsAsync<RpcException>(() => cancelled);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        proceed.Set();
        Assert.Equal([1], await running);
        Assert.Equal([4], await last);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_are_made_on_another_connection_if_theirs_ends(bool announces)
    {
        using var waiting = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.MaxConcurrentStreams, 1));
            Echo(connection);
            (int streamId, byte[] data) = connection.ReadRequest();
            if (connection.Number == 1)
            {
                Assert.True(waiting.Wait(Transports.TestTimeout));
                if (announces)
                {
                    connection.Send(Frames.GoAway(streamId, Http2Error.NoError, ""));
                    connection.Send(Frames.Answer(streamId, 1));
                    connection.ReadToEnd();
                }

                return;
            }

            connection.Send(Frames.Answer(streamId, data[5..]));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Async);
        await Start(transport, 0);

        Task<byte[]> first = Start(transport, 1);
        Task<byte[]> second = Start(transport, 0);
        Task<byte[]> third = Start(transport, 2);
        waiting.Set();

        // In any order: each is sent again on its own.
        Assert.Equal([0], await second);
        Assert.Equal([2], await third);
        if (announces)
        {
            Assert.Equal([1], await first);
        }
        else
        {
            await Assert.ThrowsAsync<RpcException>(() => first);
        }
    }

    private static void Echo(PeerConnection connection)
    {
        (int streamId, byte[] data) = connection.ReadRequest();
        connection.Send(Frames.Answer(streamId, data[5..]));
    }

    private static Task<byte[]> Start(
        EdgeTransport transport, byte content, TimeSpan? time = null, CancellationTokenSource? cancels = null) =>
        transport.UnaryAsync(
            RawMethods.Echo,
            new CallOptions(deadline: DateTime.UtcNow + (time ?? Transports.TestTimeout), cancellationToken: cancels?.Token ?? default),
            [content]).AsTask();
}
