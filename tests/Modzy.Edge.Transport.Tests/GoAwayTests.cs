using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>GOAWAY: which calls it refuses and which continue.</summary>
public sealed class GoAwayTests
{
    public static TheoryData<TransportPath, bool> Refusals => new()
    {
        { TransportPath.Exclusive, true }, { TransportPath.Exclusive, false }, { TransportPath.BusyPolling, true },
        { TransportPath.BusyPolling, false },
        { TransportPath.Multiplexed, true }, { TransportPath.Multiplexed, false }, { TransportPath.Async, true },
        { TransportPath.Async, false }, { TransportPath.Started, true }, { TransportPath.Started, false },
        { TransportPath.Channel, true }, { TransportPath.Channel, false },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void The_reason_reaches_the_failure(TransportPath path, bool refuses)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            int streamId = connection.ReadRequest().StreamId;
            connection.Send(Frames.GoAway(refuses ? 0 : streamId, Http2Error.EnhanceYourCalm, "too_many_pings\u001b"));
            connection.HalfClose();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        RpcException failure = transport.Fail(RawMethods.Echo, [1]);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        PeerGoAway goAway = Assert.IsType<ConnectionException>(failure.Status.DebugException).GoAway!;
        Assert.Equal(Http2Error.EnhanceYourCalm, goAway.Error);
        Assert.Equal("too_many_pings\\u001b", goAway.DebugData);
        Assert.Contains("ENHANCE_YOUR_CALM", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("too_many_pings", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(refuses ? EdgeSent.None : EdgeSent.All, StatusMapping.SentOf(failure));
    }

    /// <summary>While calls of the old connection go on, new ones get another of the same kind.</summary>
    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task While_a_connection_drains_calls_take_a_new_one(TransportPath path)
    {
        using var draining = new ManualResetEventSlim();
        using var proceed = new ManualResetEventSlim();
        var agents = new HeaderList();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            if (connection.Number > 1)
            {
                new HpackDecoder().Decode(connection.ReadUntil(FrameType.Headers).Payload, agents);
                connection.Echo();
            }

            (int streamId, byte[] data) = connection.ReadRequest();
            connection.Send(Frames.GoAway(streamId));
            connection.AwaitProcessing();
            draining.Set();
            proceed.Wait(Transports.TestTimeout);
            connection.Send(Frames.Answer(streamId, data[5..]));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Task<byte[]> old = Task.Factory.StartNew(
            () => transport.Call(RawMethods.Echo, [1]),
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(draining.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        for (byte i = 2; i < 6; i++)
        {
            Assert.Equal([i], transport.Call(RawMethods.Echo, [i]));
        }

        Assert.Equal(2, peer.Connections);
        Assert.Contains(agents.Fields, field => field.StartsWith("user-agent: modzy-edge/", StringComparison.Ordinal));
        Assert.False(old.IsCompleted);
        proceed.Set();
        Assert.Equal([1], await old);
    }
}
