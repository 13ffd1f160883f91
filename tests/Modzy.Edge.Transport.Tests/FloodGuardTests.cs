using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A peer that sends without end costs neither memory nor time without end.</summary>
public sealed class FloodGuardTests
{
    public static TheoryData<string, byte[]> Floods => new()
    {
        { "pings", Frames.Ping },
        { "settings", Frames.Settings((SettingId.MaxConcurrentStreams, 7)) },
        { "empty data", Frames.Data(1, []) },
        { "window updates", Frames.WindowUpdate(0, 1) },
        { "window updates of a stream", Frames.WindowUpdate(1, 1) },
        { "unknown frames", Frames.Frame((FrameType)200, FrameFlags.None, 0) },
        { "informational headers", Frames.Headers(1, (":status", "100")) },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_ends_the_call(string what, byte[] frame)
    {
        byte[] many = [.. Enumerable.Repeat(frame, 1000).SelectMany(bytes => bytes)];
        using ScriptedPeer peer = Flooding(what, many);
        using EdgeTransport transport = peer.Connect();

        RpcException failure = transport.Fail(RawMethods.Echo, []);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Equal(Http2Error.EnhanceYourCalm, Assert.IsType<Http2Exception>(failure.Status.DebugException).Error);
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_ends_the_call_over_the_channel(string what, byte[] frame)
    {
        byte[] many = [.. Enumerable.Repeat(frame, 1000).SelectMany(bytes => bytes)];
        using ScriptedPeer peer = Flooding(what, many);
        using EdgeTransport transport = peer.Connect(TransportPath.Channel);

        RpcException failure = transport.Fail(RawMethods.Echo, []);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public void A_header_block_without_end_ends_the_call_over_the_channel()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadRequest();
            connection.Send(Frames.Frame(FrameType.Headers, FrameFlags.None, 1, new byte[1]));
            while (true)
            {
                connection.Send(Frames.Frame(FrameType.Continuation, FrameFlags.None, 1));
            }
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Channel);

        RpcException failure = transport.Fail(RawMethods.Echo, []);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("a header block has more than", failure.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> IdleFloods => new()
    {
        { "pings", Frames.Ping },
        { "acknowledgements of pings", Frames.Frame(FrameType.Ping, FrameFlags.Acknowledgement, 0, new byte[8]) },
        { "settings", Frames.Settings((SettingId.MaxConcurrentStreams, 7)) },
        { "window updates", Frames.WindowUpdate(0, 1) },
        { "window updates of a stream", Frames.WindowUpdate(1, 1) },
        { "data", Frames.Data(1, new byte[1]) },
        { "resets", Frames.Reset(1, Http2Error.Cancel) },
        { "priorities", Frames.Frame(FrameType.Priority, FrameFlags.None, 1, new byte[5]) },
        { "large unknown frames", Frames.Frame((FrameType)200, FrameFlags.None, 0, new byte[16_000]) },
    };

    [Theory]
    [MemberData(nameof(IdleFloods))]
    public void A_connection_that_is_flooded_while_it_is_idle_is_replaced(string what, byte[] frame)
    {
        Assert.NotEmpty(what);
        byte[] many = [.. Enumerable.Repeat(frame, 1 + (200_000 / frame.Length)).SelectMany(bytes => bytes)];
        using var flooded = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 5));
            if (connection.Number > 1)
            {
                connection.ReadToEnd();
                return;
            }

            connection.Send(many);
            flooded.Set();
            while (true)
            {
                connection.Send(many);
            }
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.True(flooded.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public void A_peer_that_reads_nothing_may_not_send_more_than_the_window()
    {
        byte[] part = new byte[16_000];
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
            connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            connection.ReadUntil(FrameType.Data);
            connection.Send(Frames.ResponseHeaders(1), Frames.Data(1, [0, 0x1F, 0, 0, 0]));
            while (true)
            {
                connection.Send(Frames.Data(1, part));
            }
        });
        using EdgeTransport transport = peer.Connect();

        RpcException failure = transport.Fail(RawMethods.Echo, new byte[64 * 1024 * 1024]);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Equal(Http2Error.FlowControlError, Assert.IsType<Http2Exception>(failure.Status.DebugException).Error);
    }

    private static ScriptedPeer Flooding(string what, byte[] many) => new(connection =>
    {
        connection.Greet();
        connection.ReadRequest();
        if (what == "empty data")
        {
            connection.Send(Frames.ResponseHeaders(1));
        }

        new Thread(() => Swallow(connection)) { IsBackground = true }.Start();
        while (true)
        {
            connection.Send(many);
        }
    });

    private static void Swallow(PeerConnection connection)
    {
        try
        {
            connection.ReadToEnd();
        }
        catch (IOException)
        {
            // The client has gone.
        }
        catch (ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
