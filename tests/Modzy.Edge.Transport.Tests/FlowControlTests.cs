using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Requests stay within the peer's flow-control windows, and stop when the response is complete.</summary>
public sealed class FlowControlTests
{
    private static readonly byte[] _message = RawMethods.Pattern(200_000);

    [Fact]
    public void A_window_of_a_few_bytes_is_kept_to()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, 3));
            connection.Send(Frames.WindowUpdate(0, 10_000));
            var data = new List<byte>();

            // The first request may have been sent before the settings arrived.
            connection.ReadRequest();
            connection.Send(Frames.Answer(1, 1));
            for (bool end = false; !end;)
            {
                (FrameHeader header, byte[] payload) = connection.ReadUntil(FrameType.Data);
                data.AddRange(payload);
                Assert.InRange(payload.Length, 1, 3);
                end = header.EndStream;
                connection.Send(Frames.WindowUpdate(3, (uint)payload.Length));
            }

            Assert.Equal(Frames.Message(_message[..500]), data);
            connection.Send(Frames.Answer(3, 2));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([1], transport.Call(RawMethods.Echo, []));
        Assert.Equal([2], transport.Call(RawMethods.Echo, _message[..500]));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public void A_window_that_is_taken_back_becomes_negative_and_is_waited_for(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            var data = new List<byte>();
            while (data.Count < 65_535)
            {
                data.AddRange(connection.ReadUntil(FrameType.Data).Payload);
            }

            // Now 65,535 were sent of a window of 100: it stands at -65,435.
            connection.Send(Frames.Settings((SettingId.InitialWindowSize, 100)), Frames.WindowUpdate(0, 1_000_000));
            connection.Send(Frames.WindowUpdate(1, 65_435), Frames.Ping);
            connection.ReadUntil(FrameType.Ping);
            connection.Send(Frames.WindowUpdate(1, 7));
            for (int last = data.Count + 7; data.Count < last;)
            {
                data.AddRange(connection.ReadUntil(FrameType.Data).Payload);
                Assert.True(data.Count <= last);
            }

            connection.Send(
                Frames.Settings((SettingId.InitialWindowSize, 1_000_000), (SettingId.MaxFrameSize, 100_000)));
            data.AddRange(connection.ReadRequest().Data);
            Assert.Equal(Frames.Message(_message), data);
            connection.Send(Frames.Answer(1, 1));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal([1], transport.Call(RawMethods.Echo, _message));
    }

    /// <summary>
    /// On a Unix socket, which holds less than the window: the client waits until it can send the rest of it.
    /// </summary>
    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public void A_window_that_opens_while_the_peer_reads_nothing_is_used_when_it_reads_again(TransportPath path)
    {
        byte[] message = RawMethods.Pattern(1_000_000);
        using var peer = new ScriptedPeer(
            connection =>
            {
                connection.Greet((SettingId.InitialWindowSize, 400_000));
                connection.Send(Frames.WindowUpdate(0, 400_000 - 65_535));
                connection.ReadRequest();
                connection.Send(Frames.Answer(1, 1));
                connection.ReadUntil(FrameType.Headers);
                Thread.Sleep(300);
                connection.Send(Frames.WindowUpdate(3, 1_000_000), Frames.WindowUpdate(0, 1_000_000));
                Thread.Sleep(300);
                Assert.Equal(Frames.Message(message), connection.ReadRequest().Data);
                connection.Send(Frames.Answer(3, 2));
                connection.ReadToEnd();
            },
            Path.Combine(Path.GetTempPath(), $"edge-{Guid.NewGuid():N}.sock"));
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal([1], transport.Call(RawMethods.Echo, []));
        Assert.Equal([2], transport.Call(RawMethods.Echo, message));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public void Frames_are_not_longer_than_the_peer_allows(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, 10_000_000));
            connection.Send(Frames.WindowUpdate(0, 10_000_000));
            for (bool end = false; !end;)
            {
                FrameHeader header = connection.ReadUntil(FrameType.Data).Header;
                Assert.InRange(header.Length, header.EndStream && path == TransportPath.Channel ? 0 : 1, 16_384);
                end = header.EndStream;
            }

            connection.Send(Frames.Answer(1, 1));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal([1], transport.Call(RawMethods.Echo, _message));
    }

    [Fact]
    public void A_peer_that_allows_no_streams_is_waited_for()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.MaxConcurrentStreams, 0));
            connection.ReadUntil(FrameType.Headers);
            connection.Send(Frames.Reset(1, Http2Error.RefusedStream));
            connection.Send(Frames.Ping);
            connection.ReadUntil(FrameType.Ping);
            connection.Send(Frames.Settings((SettingId.MaxConcurrentStreams, 1)));
            Assert.Equal(3, connection.ReadRequest().StreamId);
            connection.Send(Frames.Answer(3, 1));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([1], transport.Call(RawMethods.Echo, []));
        Assert.Equal(1, peer.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_early_answer_ends_the_sending_and_the_connection_serves_on(bool reset)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadUntil(FrameType.Headers);
            connection.Send(Frames.Trailers(1, (":status", "200"), ("grpc-status", "8"), ("grpc-message", "too large")));
            if (reset)
            {
                connection.Send(Frames.Reset(1, Http2Error.NoError));
            }
            else
            {
                connection.ReadUntil(FrameType.ResetStream);
            }

            connection.Send(Frames.WindowUpdate(0, 1_000_000));
            Assert.Equal(3, connection.ReadUntil(FrameType.Headers).Header.StreamId);
            Assert.Equal(Frames.Message(5), connection.ReadRequest().Data);
            connection.Send(Frames.Answer(3, 6));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        RpcException failure = transport.Fail(RawMethods.Echo, _message);
        Assert.Equal((StatusCode.ResourceExhausted, "too large"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([6], transport.Call(RawMethods.Echo, [5]));
        Assert.Equal(1, peer.Connections);
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public void An_early_answer_of_a_peer_that_reads_nothing_more_is_used(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
            connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            connection.ReadUntil(FrameType.Data);
            Thread.Sleep(200);
            connection.Send(Frames.Trailers(1, (":status", "200"), ("grpc-status", "8")));
            Thread.Sleep(Timeout.Infinite);
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(
            StatusCode.ResourceExhausted, transport.Fail(RawMethods.Echo, new byte[64 * 1024 * 1024]).StatusCode);
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public void Pings_are_answered_while_the_client_waits(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadRequest();
            connection.Send(Frames.Ping);
            (FrameHeader header, byte[] payload) = connection.ReadUntil(FrameType.Ping);
            Assert.True(header.IsAcknowledgement);
            Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], payload);
            connection.Send(Frames.Answer(1, 1));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal([1], transport.Call(RawMethods.Echo, []));
    }
}
