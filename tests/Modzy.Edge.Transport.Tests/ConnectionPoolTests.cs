using Grpc.Core;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>How many connections the pool opens, and when it closes them.</summary>
public sealed class ConnectionPoolTests
{
    [Fact]
    public void Calls_one_after_the_other_share_a_connection()
    {
        using var peer = new ScriptedPeer(Echo);
        using EdgeTransport transport = peer.Connect();

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        }

        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public void Calls_at_a_time_have_a_connection_each_up_to_the_limit()
    {
        using var all = new Barrier(3);
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                int stream = connection.ReadRequest().StreamId;
                if (connection.Number <= 3 && stream == 1)
                {
                    all.SignalAndWait(Transports.TestTimeout);
                }

                connection.Send(Frames.Answer(stream, 5));
            }
        });
        using EdgeTransport transport = peer.Connect(options: new EdgeClientOptions { MaxConnections = 3 });

        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            Assert.Equal([5], transport.Call(RawMethods.Echo, [])));
        Assert.Equal(3, peer.Connections);
    }

    [Fact]
    public async Task Waiting_for_a_connection_ends_at_the_deadline_or_by_cancellation()
    {
        using var busy = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            int stream = connection.ReadRequest().StreamId;
            busy.Set();
            release.Wait(Transports.TestTimeout);
            connection.Send(Frames.Answer(stream, 5));
            Echo(connection, greet: false);
        });
        using EdgeTransport transport = peer.Connect(options: new EdgeClientOptions { MaxConnections = 1 });
        Task<byte[]> first = Task.Run(() => transport.Call(RawMethods.Echo, []), TestContext.Current.CancellationToken);
        Assert.True(busy.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        using var source = new CancellationTokenSource(200);

        Assert.Equal(
            StatusCode.DeadlineExceeded,
            transport.Fail(RawMethods.Echo, [], TimeSpan.FromMilliseconds(200)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, Assert.Throws<RpcException>(
            () => transport.Call(RawMethods.Echo, [], new CallOptions(cancellationToken: source.Token))).StatusCode);
        release.Set();
        Assert.Equal([5], await first);
        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public void An_idle_connection_is_closed_after_its_timeout()
    {
        using var closed = new CountdownEvent(1);
        using var peer = new ScriptedPeer(connection =>
        {
            Swallow(connection);
            closed.Signal();
        });
        using EdgeTransport transport = peer.Connect(
            options: new EdgeClientOptions { IdleConnectionTimeout = TimeSpan.FromMilliseconds(100) });

        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.True(closed.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        closed.Reset();
        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.Equal(2, peer.Connections);
        Assert.True(closed.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Those_that_only_a_burst_of_calls_needed_are_closed_soon()
    {
        int open = 5;
        using var all = new Barrier(5);
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            int stream = connection.ReadRequest().StreamId;
            all.SignalAndWait(Transports.TestTimeout);
            connection.Send(Frames.Answer(stream, 5));
            Swallow(connection, greet: false);
            Interlocked.Decrement(ref open);
        });
        using EdgeTransport transport = peer.Connect(options: new EdgeClientOptions
        {
            ExclusiveConnections = 1,
            BurstIdleTimeout = TimeSpan.FromMilliseconds(200),
        });

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Factory.StartNew(
            () => Assert.Equal([5], transport.Call(RawMethods.Echo, [])),
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        // One was shared and is not needed any more either, one is kept.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref open) == 1, Transports.TestTimeout));
        Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        Assert.Equal(5, peer.Connections);
    }

    [Fact]
    public void Closing_the_client_closes_its_connections()
    {
        using var closed = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            Swallow(connection);
            closed.Set();
        });
        using (EdgeTransport transport = peer.Connect())
        {
            Assert.Equal([5], transport.Call(RawMethods.Echo, []));
        }

        Assert.True(closed.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_limit_of_no_connections_is_refused() =>
        Assert.Equal("max_connections", Assert.Throws<EdgeException>(() => Transports.Open(
            TransportPath.Exclusive, EdgeEndpoint.Parse("a", 1), new EdgeClientOptions { MaxConnections = 0 })).Parameter);

    private static void Echo(PeerConnection connection) => Echo(connection, greet: true);

    private static void Echo(PeerConnection connection, bool greet)
    {
        if (greet)
        {
            connection.Greet();
        }

        while (true)
        {
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 5));
        }
    }

    private static void Swallow(PeerConnection connection, bool greet = true)
    {
        try
        {
            Echo(connection, greet);
        }
        catch (IOException)
        {
            // The client has closed the connection.
        }
    }
}
