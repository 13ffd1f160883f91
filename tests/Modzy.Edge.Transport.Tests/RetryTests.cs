using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A call is retried only if the edge has certainly not processed it, or the method only reads.</summary>
public sealed class RetryTests
{
    private int _requests;

    [Fact]
    public void A_connection_that_died_while_idle_is_replaced()
    {
        using var closed = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            Answer(connection);
            connection.HalfClose();
            closed.Set();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal([7], transport.Call(RawMethods.Echo, []));
            Assert.True(closed.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
            closed.Reset();
            Assert.Equal(i, peer.Connections);
        }
    }

    [Theory]
    [InlineData(TransportPath.Exclusive, false)]
    [InlineData(TransportPath.Exclusive, true)]
    [InlineData(TransportPath.Multiplexed, false)]
    [InlineData(TransportPath.Multiplexed, true)]
    [InlineData(TransportPath.Async, false)]
    [InlineData(TransportPath.Started, false)]
    [InlineData(TransportPath.Async, true)]
    [InlineData(TransportPath.Started, true)]
    public void A_peer_that_closes_the_connection_behind_each_answer_fails_no_call_that_reads(
        TransportPath path, bool unix)
    {
        string? socketPath = unix ? Path.Combine(Path.GetTempPath(), $"edge-closes-{Guid.NewGuid():N}") : null;
        using var peer = new ScriptedPeer(connection => Answer(connection), socketPath);
        using EdgeTransport transport = peer.Connect(path);

        for (int i = 0; i < 200; i++)
        {
            Assert.Equal([7], transport.Call(RawMethods.GetEcho, []));
        }
    }

    [Fact]
    public void After_GOAWAY_on_an_idle_connection_the_next_call_reconnects()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Answer(connection, Frames.GoAway(1));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_that_the_peer_refuses_is_made_again(bool goAway)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number == 1)
            {
                connection.Greet();
                connection.ReadRequest();
                connection.Send(goAway ? Frames.GoAway(0) : Frames.Reset(1, Http2Error.RefusedStream));
                if (!goAway)
                {
                    Assert.Equal(Frames.Message(1, 2, 3), connection.ReadRequest().Data);
                    connection.Send(Frames.Answer(3, 7));
                }

                connection.ReadToEnd();
            }
            else
            {
                Answer(connection);
            }
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, [1, 2, 3]));
        Assert.Equal(goAway ? 2 : 1, peer.Connections);
    }

    [Theory]
    [TransportPaths]
    public void A_call_that_is_sent_again_is_counted(TransportPath path)
    {
        using var peer = new ScriptedPeer(static connection =>
        {
            connection.Open();
            connection.Send(Frames.Reset(connection.ReadRequest().StreamId, Http2Error.RefusedStream));
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 7));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);
        long before = transport.Statistics.Retries;

        Assert.Equal([7], transport.Call(RawMethods.Echo, [1]));
        Assert.Equal(before + 1, transport.Statistics.Retries);
    }

    [Fact]
    public void A_call_that_only_GOAWAY_answers_is_retried()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number == 1)
            {
                connection.ReadPreface();
                connection.Send(Frames.GoAway(0));
                connection.ReadToEnd();
            }
            else
            {
                Answer(connection);
            }
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public void A_peer_that_always_refuses_is_unavailable_after_a_few_times()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadRequest();
            Interlocked.Increment(ref _requests);
            connection.Send(Frames.GoAway(0));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal(StatusCode.Unavailable, transport.Fail(RawMethods.Echo, []).StatusCode);
        Assert.Equal(4, _requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_that_left_completely_is_not_made_again(bool reset)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Answer(connection);
            connection.ReadRequest();
            Interlocked.Increment(ref _requests);
            if (reset)
            {
                connection.Reset();
            }
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal(StatusCode.Unavailable, transport.Fail(RawMethods.Echo, []).StatusCode);
        Assert.Equal(2, _requests);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public void A_call_that_only_reads_is_made_again_on_another_connection_even_if_it_left_completely()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Answer(connection);
            connection.ReadRequest();
            Interlocked.Increment(ref _requests);
            connection.Reset();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.GetEcho, []));
        Assert.Equal([7], transport.Call(RawMethods.GetEcho, []));
        Assert.Equal((3, 2), (_requests, peer.Connections));
    }

    [Fact]
    public void A_call_whose_message_did_not_leave_completely_is_made_again_on_a_fresh_connection()
    {
        byte[] message = RawMethods.Pattern(20_000_000);
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number == 1)
            {
                Answer(connection);
                connection.ReadUntil(FrameType.Data);
                connection.Reset();
                return;
            }

            connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
            connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            Assert.Equal(Frames.Message(message), connection.ReadRequest().Data);
            connection.Send(Frames.Answer(1, 8));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal([8], transport.Call(RawMethods.Echo, message));
    }

    [Fact]
    public void A_call_below_the_last_stream_identifier_of_GOAWAY_completes()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadRequest();
            connection.Send(Frames.GoAway(int.MaxValue), Frames.GoAway(1), Frames.Answer(1, 7));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
        Assert.Equal(2, peer.Connections);
    }

    private void Answer(PeerConnection connection, params byte[][] more)
    {
        connection.Greet();
        int stream = connection.ReadRequest().StreamId;
        Interlocked.Increment(ref _requests);
        connection.Send([Frames.Answer(stream, 7), .. more]);
    }
}
