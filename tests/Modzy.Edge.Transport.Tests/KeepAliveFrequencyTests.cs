using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Interop;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// How many HTTP/2 PINGs a peer gets. A class of its own, because the tests of a class run one after the other, and these wait
/// for seconds.
/// </summary>
public sealed class KeepAliveFrequencyTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    /// <summary>The readers of shared connections look once a second.</summary>
    private static readonly TimeSpan _atLeastTwoLooks = TimeSpan.FromSeconds(3.5);

    private static readonly EdgeClientOptions _patient = new() { KeepAlive = _short };

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Started)]
    public void A_peer_that_answers_them_has_all_the_time_and_gets_no_more_than_it_tolerates(TransportPath path)
    {
        int pings = 0;
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            int streamId = connection.ReadRequest().StreamId;
            using var answering = new Timer(
                _ => connection.Send(Frames.Answer(streamId, 7)), null, _atLeastTwoLooks, Timeout.InfiniteTimeSpan);
            while (true)
            {
                (FrameHeader header, byte[] payload) = connection.ReadUntil(FrameType.Ping);
                Assert.False(header.IsAcknowledgement);
                Interlocked.Increment(ref pings);
                connection.Send(Frames.Frame(FrameType.Ping, FrameFlags.Acknowledgement, 0, payload));
            }
        });
        using EdgeTransport transport = peer.ConnectOpened(path, _patient);

        Assert.Equal([7], transport.Call(RawMethods.Echo, [1]));
        Assert.Equal((2, 1), (pings, peer.Connections));
    }

    [Fact]
    public void Idle_connections_are_left_alone_otherwise()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            (FrameHeader header, byte[] data) = connection.ReadFrame();
            while (header.Type != FrameType.Data)
            {
                Assert.NotEqual(FrameType.Ping, header.Type);
                (header, data) = connection.ReadFrame();
            }

            connection.Send(Frames.Answer(header.StreamId, data[5..]));
        });
        // Long enough for a call that is answered at once, on a busy machine.
        TimeSpan interval = TimeSpan.FromSeconds(1);
        using EdgeTransport transport = peer.ConnectOpened(
            TransportPath.Exclusive, new() { KeepAlive = interval, KeepAliveTimeout = _short });

        Thread.Sleep(3 * interval);
        Assert.Equal([2], transport.Call(RawMethods.Echo, [2]));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive, 1500)]
    [InlineData(TransportPath.Started, 5000)]
    public void The_gRPC_core_tolerates_it_by_default(TransportPath path, int milliseconds)
    {
        using ForeignServer server = ForeignServer.Start("MODZY_EDGE_INTEROP_GRPCIO");
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, _patient);
        byte[] time = RawMethods.Text($"{milliseconds}");

        Assert.Equal(time, transport.Call(RawMethods.Wait, time));
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }
}
