using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Calls on a multiplexed connection do not affect each other.</summary>
public sealed partial class MultiplexedConnectionTests
{
    private const int Calls = 16;

    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(150);

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task Calls_at_a_time_get_their_own_answers_over_one_connection(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            foreach ((int streamId, byte[] data) in ReadRequests(connection, Calls).Reverse())
            {
                connection.Send(Frames.Answer(streamId, data[5..]));
            }

            connection.ReadToEnd();
        });
        using EdgeTransport transport = Share(peer, path);

        byte[][] replies = await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => Start(transport, (byte)i)));
        Assert.Equal(Enumerable.Range(0, Calls).Select(i => new[] { (byte)i }), replies);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public void Up_to_a_number_calls_have_a_connection_each()
    {
        using var all = new Barrier(3);
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                int streamId = connection.ReadRequest().StreamId;
                if (streamId == 1)
                {
                    all.SignalAndWait(Transports.TestTimeout);
                }

                connection.Send(Frames.Answer(streamId, 5));
            }
        });
        using EdgeTransport transport = peer.Connect(options: new EdgeClientOptions { ExclusiveConnections = 3 });

        for (int round = 0; round < 5; round++)
        {
            Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, _ =>
                Assert.Equal([5], transport.Call(RawMethods.Echo, [])));
        }

        Assert.Equal(3, peer.Connections);
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed, true)]
    [InlineData(TransportPath.Multiplexed, false)]
    [InlineData(TransportPath.Async, true)]
    [InlineData(TransportPath.Started, true)]
    [InlineData(TransportPath.Async, false)]
    [InlineData(TransportPath.Started, false)]
    public async Task A_call_that_is_given_up_is_told_to_the_peer_and_leaves_the_others_alone(
        TransportPath path, bool cancelled)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            (int StreamId, byte[] Data)[] requests = [.. ReadRequests(connection, 2)];
            (FrameHeader reset, byte[] reason) = connection.ReadUntil(FrameType.ResetStream);
            Assert.Equal((byte)Http2Error.Cancel, reason[3]);
            Assert.Equal(requests.Single(request => request.Data[5] == 1).StreamId, reset.StreamId);

            // The late answer counts for nothing.
            foreach ((int streamId, byte[] data) in requests)
            {
                connection.Send(Frames.Answer(streamId, data[5..]));
            }

            Echo(connection);
        });
        using EdgeTransport transport = Share(peer, path);
        using var source = new CancellationTokenSource(cancelled ? _short : Timeout.InfiniteTimeSpan);

        Task<byte[]> other = Start(transport, 2);
        var failure = Assert.Throws<RpcException>(() => transport.Call(RawMethods.Echo, [1], new CallOptions(
            deadline: DateTime.UtcNow + (cancelled ? Transports.TestTimeout : _short),
            cancellationToken: source.Token)));
        Assert.Equal(cancelled ? StatusCode.Cancelled : StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal([2], await other);
        Assert.Equal([3], transport.Call(RawMethods.Echo, [3]));
        Assert.Equal(1, peer.Connections);
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed, true)]
    [InlineData(TransportPath.Multiplexed, false)]
    [InlineData(TransportPath.Async, true)]
    [InlineData(TransportPath.Started, true)]
    [InlineData(TransportPath.Async, false)]
    [InlineData(TransportPath.Started, false)]
    public async Task With_the_connection_all_its_calls_are_lost_and_none_is_made_again(TransportPath path, bool reset)
    {
        int requests = 0;
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            if (connection.Number > 1)
            {
                Echo(connection);
            }

            requests += ReadRequests(connection, Calls).Count();
            if (reset)
            {
                connection.Reset();
            }
        });
        using EdgeTransport transport = Share(peer, path);

        StatusCode[] statuses = await Task.WhenAll(
            Enumerable.Range(0, Calls).Select(i => StatusOf(Start(transport, (byte)i))));
        Assert.All(statuses, status => Assert.Equal(StatusCode.Unavailable, status));
        Assert.Equal(Calls, requests);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task A_peer_that_violates_the_protocol_fails_all_calls(TransportPath path)
    {
        using var told = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            if (connection.Number > 1)
            {
                Echo(connection);
            }

            int streamId = ReadRequests(connection, 2).Last().StreamId;
            connection.Send(Frames.Data(streamId + 2, [1]));
            Assert.Equal((byte)Http2Error.ProtocolError, connection.ReadUntil(FrameType.GoAway).Payload[7]);
            told.Set();
        });
        using EdgeTransport transport = Share(peer, path);

        StatusCode[] statuses = await Task.WhenAll(StatusOf(Start(transport, 1)), StatusOf(Start(transport, 2)));
        Assert.Equal([StatusCode.Internal, StatusCode.Internal], statuses);
        Assert.True(told.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task After_GOAWAY_accepted_calls_continue_and_the_others_are_retried(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            if (connection.Number > 1)
            {
                Echo(connection);
            }

            (int StreamId, byte[] Data)[] requests = [.. ReadRequests(connection, 3)];
            connection.Send(Frames.GoAway(requests[0].StreamId));
            Thread.Sleep(_short);
            connection.Send(Frames.Answer(requests[0].StreamId, requests[0].Data[5..]));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = Share(peer, path);

        byte[][] replies = await Task.WhenAll(Start(transport, 1), Start(transport, 2), Start(transport, 3));
        Assert.Equal([[1], [2], [3]], replies);
        Assert.InRange(peer.Connections, 2, 3);
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task A_stream_that_the_peer_refuses_is_made_again(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            (int StreamId, byte[] Data)[] requests = [.. ReadRequests(connection, 2)];
            connection.Send(Frames.Reset(requests[0].StreamId, Http2Error.RefusedStream));
            connection.Send(Frames.Answer(requests[1].StreamId, requests[1].Data[5..]));
            Echo(connection);
        });
        using EdgeTransport transport = Share(peer, path);

        Assert.Equal([[1], [2]], await Task.WhenAll(Start(transport, 1), Start(transport, 2)));
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task A_blocking_call_that_is_one_more_than_the_peer_allows_goes_over_another_connection()
    {
        using var both = new Barrier(2);
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.MaxConcurrentStreams, 1));
            if (connection.Number == 1)
            {
                connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
            }

            (int streamId, byte[] data) = connection.ReadRequest();
            both.SignalAndWait(Transports.TestTimeout);
            connection.Send(Frames.Answer(streamId, data[5..]));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = Share(peer, TransportPath.Multiplexed);

        Assert.Equal([[1], [2]], await Task.WhenAll(Start(transport, 1), Start(transport, 2)));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(60_000, 65_535)]
    public void A_call_that_does_not_fit_into_a_window_goes_over_another_connection(int before, uint streamWindow)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number == 1)
            {
                connection.Greet((SettingId.InitialWindowSize, streamWindow));
                connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0));
                connection.ReadToEnd();
            }

            Open(connection);
            Echo(connection);
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Multiplexed);
        byte[] message = RawMethods.Pattern(12_000);

        Assert.Equal([0], transport.Call(RawMethods.Echo, new byte[before]));
        Assert.Equal(message, transport.Call(RawMethods.Echo, message));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task A_peer_that_does_not_read_delays_no_call_beyond_its_deadline(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            if (connection.Number > 1)
            {
                Echo(connection);
            }

            connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
            Thread.Sleep(Timeout.Infinite);
        }, Path.Combine(Path.GetTempPath(), $"modzy-{Guid.NewGuid():N}.sock"));
        using EdgeTransport transport = Share(peer, path);
        byte[] message = new byte[16_000];

        // The system takes some calls, then the client keeps a few: those that do not fit go over other connections.
        int answered = 0;
        for (int round = 0; answered == 0; round++)
        {
            Assert.InRange(round, 0, 500);
            StatusCode[] statuses = await Task.WhenAll(Enumerable.Range(0, Calls).Select(
                _ => StatusOf(Start(transport, message, _short))));
            answered = statuses.Count(status => status == StatusCode.OK);
            Assert.Equal(Calls - answered, statuses.Count(status => status == StatusCode.DeadlineExceeded));
        }
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public async Task Closing_the_client_waits_for_no_call_and_ends_none(TransportPath path)
    {
        using var arrived = new ManualResetEventSlim();
        using var closed = new ManualResetEventSlim();
        using var gone = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            (int streamId, byte[] data) = connection.ReadRequest();
            arrived.Set();
            closed.Wait(Transports.TestTimeout);
            connection.Send(Frames.Answer(streamId, data[5..]));
            connection.ReadToEnd();
            gone.Set();
        });
        EdgeTransport transport = Share(peer, path);

        Task<byte[]> call = Start(transport, 1);
        Assert.True(arrived.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        transport.Dispose();
        closed.Set();
        Assert.Equal([1], await call);
        Assert.True(gone.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void An_idle_connection_is_closed_and_replaced()
    {
        using var gone = new CountdownEvent(1);
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            try
            {
                Echo(connection);
            }
            catch (IOException)
            {
                gone.Signal();
            }
        });
        using EdgeTransport transport = peer.Connect(
            TransportPath.Multiplexed,
            new EdgeClientOptions { IdleConnectionTimeout = TimeSpan.FromMilliseconds(100) });

        for (int i = 1; i <= 2; i++)
        {
            Assert.Equal([0], transport.Call(RawMethods.Echo, [0]));
            Assert.Equal([7], transport.Call(RawMethods.Echo, [7]));
            Assert.True(gone.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
            gone.Reset();
            Assert.Equal(i, peer.Connections);
        }
    }

    [Fact]
    public void Pings_do_not_keep_an_idle_connection_open()
    {
        using var gone = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            Open(connection);
            try
            {
                while (true)
                {
                    connection.Send(Frames.Ping);
                    Thread.Sleep(20);
                }
            }
            catch (IOException)
            {
                gone.Set();
            }
        });
        using EdgeTransport transport = peer.Connect(
            TransportPath.Multiplexed,
            new EdgeClientOptions { IdleConnectionTimeout = TimeSpan.FromMilliseconds(100) });

        Assert.Equal([0], transport.Call(RawMethods.Echo, [0]));
        Assert.True(gone.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }
}
