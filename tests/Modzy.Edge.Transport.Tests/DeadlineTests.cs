using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A call ends at its deadline, or when it is cancelled, whatever it waits for.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(300);

    /// <summary>What a call can wait for.</summary>
    public enum Phase
    {
        Answer,
        RestOfAnswer,
        Window,
        Socket,
        Settings,
    }

    [Theory]
    [TransportPaths(Phase.Answer)]
    [TransportPaths(Phase.RestOfAnswer)]
    [TransportPaths(Phase.Window)]
    [TransportPaths(Phase.Socket)]
    [TransportPaths(Phase.Settings)]
    public void The_deadline_ends_every_wait(TransportPath path, Phase phase)
    {
        using ScriptedPeer peer = Stuck(phase);
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(
            StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, new byte[20_000_000], _short).StatusCode);
    }

    [Fact]
    public void A_deadline_beyond_what_one_wait_of_the_socket_lasts_ends_it_too()
    {
        using ScriptedPeer peer = Stuck(Phase.Answer);
        using EdgeTransport transport = peer.Connect();
        long start = Environment.TickCount64;

        Assert.Equal(
            StatusCode.DeadlineExceeded,
            transport.Fail(RawMethods.Echo, [], TimeSpan.FromMilliseconds(1300)).StatusCode);
        Assert.InRange(Environment.TickCount64 - start, 1300 - 50, long.MaxValue);
    }

    [Fact]
    public void An_answer_that_takes_longer_than_one_wait_of_the_socket_arrives()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadRequest();
            Thread.Sleep(1500);
            connection.Send(Frames.Answer(1, 7));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect();

        Assert.Equal([7], transport.Call(RawMethods.Echo, []));
    }

    [Theory]
    [TransportPaths(Phase.Answer)]
    [TransportPaths(Phase.RestOfAnswer)]
    [TransportPaths(Phase.Window)]
    [TransportPaths(Phase.Socket)]
    [TransportPaths(Phase.Settings)]
    public void Cancellation_ends_every_wait(TransportPath path, Phase phase)
    {
        using ScriptedPeer peer = Stuck(phase);
        using EdgeTransport transport = peer.Connect(path);
        using var source = new CancellationTokenSource(_short);

        var failure = Assert.Throws<RpcException>(() => transport.Call(
            RawMethods.Echo, new byte[20_000_000], new CallOptions(
                null, DateTime.UtcNow + Transports.TestTimeout, source.Token)));
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Theory]
    [TransportPaths]
    public async Task An_answer_that_comes_too_late_does_not_disturb_the_next(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Wait, RawMethods.Text("60000"), TimeSpan.FromMilliseconds(50)).StatusCode);
            Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        }
    }

    [Theory]
    [TransportPaths]
    public async Task A_call_that_is_cancelled_or_late_from_the_beginning_is_not_made(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        var cancelled = new CallOptions(cancellationToken: new CancellationToken(canceled: true));

        Assert.Equal(
            StatusCode.Cancelled,
            Assert.Throws<RpcException>(() => transport.Call(RawMethods.Echo, [], cancelled)).StatusCode);
        Assert.Equal(
            StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [], TimeSpan.FromSeconds(-1)).StatusCode);
    }

    [Theory]
    [TransportPaths]
    public void Connecting_ends_at_the_deadline(TransportPath path)
    {
        using Blackhole blackhole = new();
        using EdgeTransport transport = Transports.Open(path, blackhole.Endpoint);

        Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [], _short).StatusCode);
    }

    [Theory]
    [TransportPaths]
    public void Connecting_ends_when_the_call_is_cancelled(TransportPath path)
    {
        using Blackhole blackhole = new();
        using EdgeTransport transport = Transports.Open(path, blackhole.Endpoint);
        using var source = new CancellationTokenSource(_short);

        Assert.Equal(StatusCode.Cancelled, Assert.Throws<RpcException>(() => transport.Call(
            RawMethods.Echo, [],
            new CallOptions(null, DateTime.UtcNow + Transports.TestTimeout, source.Token))).StatusCode);
    }

    [Fact]
    public void A_cancelled_call_does_not_connect()
    {
        using Blackhole blackhole = new();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        EndPoint address = new IPEndPoint(IPAddress.Loopback, blackhole.Endpoint.Port);

        // With a deadline that no test reaches.
        Assert.ThrowsAny<OperationCanceledException>(
            () => HappyEyeballs.Connect([address, address], Deadline.Never, cancelled.Token).Socket.Dispose());
        Assert.ThrowsAny<OperationCanceledException>(
            () => new Connector(EdgeEndpoint.Parse("no-such-edge.invalid", 1), Timeout.InfiniteTimeSpan).Connect(Deadline.Never, cancelled.Token).Dispose());
    }

    [Fact]
    public void Cancellation_at_any_moment_leaves_the_next_call_alone()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 5));
            }
        });
        using EdgeTransport transport = peer.Connect();
        CancellationTokenSource? next = null;
        bool done = false;
        int spins = 0;
        var canceller = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                if (Interlocked.Exchange(ref next, null) is CancellationTokenSource source)
                {
                    Thread.SpinWait(spins++ % 2000);
                    source.Cancel();
                }
                else
                {
                    // What runs beside this test needs the processor too.
                    Thread.Yield();
                }
            }
        });
        canceller.Start();

        for (int i = 0; i < 2000; i++)
        {
            using var source = new CancellationTokenSource();
            Volatile.Write(ref next, source);
            try
            {
                Assert.Equal(
                    [5], transport.Call(RawMethods.Echo, [], new CallOptions(cancellationToken: source.Token)));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
            {
                // As it was told.
            }

            Assert.Equal([5], transport.Call(RawMethods.Echo, []));
            SpinWait.SpinUntil(() => source.IsCancellationRequested);
        }

        Volatile.Write(ref done, true);
        canceller.Join();
    }

    [Theory]
    [TransportPaths]
    public void Connecting_ends_at_its_own_limit(TransportPath path)
    {
        using Blackhole blackhole = new();
        using EdgeTransport transport = Transports.Open(
            path, blackhole.Endpoint, new EdgeClientOptions { ConnectTimeout = _short, Retry = new() { MaxAttempts = 1 } });

        Assert.Equal(StatusCode.Unavailable, transport.Fail(RawMethods.Echo, []).StatusCode);
    }

    [Fact]
    public void The_peer_is_told_of_a_call_that_is_given_up()
    {
        using var told = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadRequest();
            Assert.Equal((byte)Http2Error.Cancel, connection.ReadUntil(FrameType.ResetStream).Payload[3]);
            told.Set();
        });
        using EdgeTransport transport = peer.Connect();
        using var source = new CancellationTokenSource(_short);

        Assert.Throws<RpcException>(
            () => transport.Call(RawMethods.Echo, [], new CallOptions(cancellationToken: source.Token)));
        Assert.True(told.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
    }

    private static ScriptedPeer Stuck(Phase phase) => new(connection =>
    {
        switch (phase)
        {
            case Phase.Answer:
                connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
                connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
                connection.ReadRequest();
                break;
            case Phase.RestOfAnswer:
                connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
                connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
                connection.ReadRequest();
                connection.Send(Frames.ResponseHeaders(1), Frames.Data(1, [0, 0, 0, 0, 9, 1]));
                break;
            case Phase.Window:
                connection.Greet();
                break;
            case Phase.Socket:
                connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
                connection.Send(Frames.WindowUpdate(0, int.MaxValue - 65_535));
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                Thread.Sleep(Timeout.Infinite);
                break;
        }

        connection.ReadToEnd();
    });
}
