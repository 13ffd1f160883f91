using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// Asynchronous calls on the multiplexed connection. What all paths have in common is tested over all of them.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AsyncCallTests
{
    [Fact]
    public async Task Each_ends_at_its_own_deadline()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Async);
        using var source = new CancellationTokenSource();

        Task<byte[]> patient = StartAsync(transport, [], Transports.TestTimeout, source.Token).AsTask();
        await Task.WhenAll(new[] { 600, 200, 400, 1 }.Select(async milliseconds =>
        {
            long start = Stopwatch.GetTimestamp();
            var time = TimeSpan.FromMilliseconds(milliseconds);
            var failure = await Assert.ThrowsAsync<RpcException>(
                async () => await StartAsync(transport, [], time, source.Token));
            Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);

            // The deadline of a call in gRPC is a time of the wall clock, whose corrections can shorten the wait a little.
            Assert.InRange(Stopwatch.GetElapsedTime(start), time - TimeSpan.FromMilliseconds(20), TimeSpan.MaxValue);
        }));

        Assert.False(patient.IsCompleted);
        await source.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => patient)).StatusCode);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task Waiting_takes_no_threads()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(TransportPath.Async, server.Endpoint);
        await StartAsync(transport, []);
        int before = Process.GetCurrentProcess().Threads.Count;
        using var source = new CancellationTokenSource();

        Task<byte[]>[] calls = [.. Enumerable.Range(0, 90).Select(_ => transport.UnaryAsync(
            RawMethods.Wait, new CallOptions(cancellationToken: source.Token), RawMethods.Text("60000")).AsTask())];
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.InRange(Process.GetCurrentProcess().Threads.Count, 0, before + 20);

        await source.CancelAsync();
        foreach (Task<byte[]> call in calls)
        {
            Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        }
    }

    [Fact]
    public async Task More_at_a_time_than_the_server_takes_all_get_their_answers()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(TransportPath.Async, server.Endpoint);

        byte[][] replies = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i =>
            StartAsync(transport, RawMethods.Text($"{i}")).AsTask()));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => RawMethods.Text($"{i}")), replies);
    }

    [Fact]
    public async Task Not_more_are_begun_than_a_server_is_sure_to_take_before_it_has_said_how_many()
    {
        int begun = 0;
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number > 1)
            {
                connection.Greet();
                connection.ReadToEnd();
            }

            connection.ReadPreface();
            while (true)
            {
                connection.ReadRequest();
                Interlocked.Increment(ref begun);
            }
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Async);
        using var source = new CancellationTokenSource();

        Task[] calls = [.. Enumerable.Range(0, 300).Select(_ => Assert.ThrowsAsync<RpcException>(
            async () => await StartAsync(transport, [], Transports.TestTimeout, source.Token)))];
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) >= 100, Transports.TestTimeout));
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(100, Volatile.Read(ref begun));
        await source.CancelAsync();
        await Task.WhenAll(calls);
    }

    /// <summary>What a call needs is used again by the next. Whoever comes late must not reach that.</summary>
    [Fact]
    public async Task Cancellation_and_deadlines_that_come_with_the_answer_reach_no_other_call()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(TransportPath.Async, server.Endpoint);
        int answered = 0;

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async caller =>
        {
            for (int i = 0; i < 300; i++)
            {
                byte[] message = RawMethods.Text($"{caller}/{i}");
                using var source = new CancellationTokenSource();
                bool gives = i % 3 == 0;
                TimeSpan time = gives && i % 2 == 0 ? TimeSpan.FromMilliseconds(1) : Transports.TestTimeout;
                ValueTask<byte[]> call = StartAsync(transport, message, time, source.Token);
                if (gives && i % 2 == 1)
                {
                    await Task.Yield();
                    await source.CancelAsync();
                }

                try
                {
                    Assert.Equal(message, await call);
                    Interlocked.Increment(ref answered);
                }
                catch (RpcException e) when (gives)
                {
                    // Unavailable where the server closes a connection whose calls it thinks are cancelled too often.
                    Assert.True(
                        e.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded or StatusCode.Unavailable,
                        e.Status.ToString());
                }
            }
        }));

        Assert.InRange(answered, 32 * 200, 32 * 300);
    }

    /// <summary>
    /// What fails between the sending and the waiting must not use again what the answer is still to come to.
    /// </summary>
    [Fact]
    public async Task A_call_whose_end_was_not_waited_for_is_given_up_and_not_used_again()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            int lost = connection.ReadRequest().StreamId;
            Assert.Equal(lost, connection.ReadUntil(FrameType.ResetStream).Header.StreamId);
            connection.Send(Frames.Answer(lost, 1));
            connection.Echo();
        });
        var headers = new RequestHeaders("localhost");
        var limits = new CallLimits(Deadline.After(Transports.TestTimeout), MaxReceiveBytes: null);
        var connection = new ExclusiveConnection(
            new Connector(peer.Endpoint, Transports.TestTimeout).Connect(limits.Deadline, CancellationToken.None),
            busyPoll: null, keepAlive: null);
        MultiplexedConnection shared = connection.ToMultiplexed(Transports.TestTimeout, static _ => { });
        shared.Start();

        AsyncCall lost = shared.TakeAsyncCall()!;
        Assert.True(shared.TryStart(lost, RawMethods.Echo, [1], headers, default, limits));
        shared.Return(lost);

        AsyncCall next = shared.TakeAsyncCall()!;
        Assert.NotSame(lost, next);
        Assert.True(shared.TryStart(next, RawMethods.Echo, [2], headers, default, limits));
        await MultiplexedConnection.AwaitAsync(next, CancellationToken.None);
        next.ThrowIfFailed();
        Assert.Equal(2, RawMethods.Bytes.ContextualDeserializer(next.ResponseContext)[0]);
        shared.Return(next);
        Assert.Same(next, shared.TakeAsyncCall());
        shared.Close();
    }

    [Fact]
    public async Task They_share_a_connection_with_those_that_block()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                (int streamId, byte[] data) = connection.ReadRequest();
                connection.Send(Frames.Answer(streamId, data[5..]));
            }
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Async);

        Assert.Equal([1], await StartAsync(transport, [1]));
        Assert.Equal([2], transport.Unary(RawMethods.Echo, default, [2]));
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task Where_there_can_be_no_multiplexed_connection_a_thread_makes_them()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(
            TransportPath.Exclusive, server.Endpoint, new EdgeClientOptions { MaxConnections = 1 });

        Assert.Equal([1], await StartAsync(transport, [1]));
    }

    [Fact]
    public async Task Closing_the_client_ends_connecting()
    {
        using Blackhole blackhole = new();
        EdgeTransport transport = Transports.Open(
            TransportPath.Async,
            blackhole.Endpoint,
            new EdgeClientOptions { ConnectTimeout = Timeout.InfiniteTimeSpan });
        ValueTask<byte[]> call = StartAsync(transport, []);

        await Task.Delay(50, TestContext.Current.CancellationToken);
        transport.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task Long_messages_take_no_memory()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(TransportPath.Async, server.Endpoint);
        byte[] message = RawMethods.Pattern(32 * 1024 * 1024);
        long allocated = long.MaxValue;
        var counting = new Marshaller<byte[]>(
            (bytes, context) =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                RawMethods.Bytes.ContextualSerializer(bytes, context);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            },
            RawMethods.Bytes.ContextualDeserializer);
        var sum = new Method<byte[], byte[]>(
            MethodType.Unary, RawMethods.Sum.ServiceName, RawMethods.Sum.Name, counting, RawMethods.Bytes);

        Assert.Equal(RawMethods.SumOf(message), await transport.UnaryAsync(sum, default, message));

        Assert.InRange(allocated, 0, message.Length / 16);
    }

    [Fact]
    public async Task More_long_messages_than_there_are_threads_for_all_get_their_answers()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(
            TransportPath.Async, server.Endpoint, new EdgeClientOptions { MaxLongCalls = 2 });
        byte[] message = RawMethods.Pattern(100_000);

        byte[][] replies = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => StartAsync(transport, message).AsTask()));

        Assert.All(replies, reply => Assert.Equal(message, reply));
    }

    [Fact]
    public async Task The_threads_of_long_messages_end_when_they_are_not_needed()
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(
            TransportPath.Async,
            server.Endpoint,
            new EdgeClientOptions { BurstIdleTimeout = TimeSpan.FromMilliseconds(20) });
        byte[] message = RawMethods.Pattern(100_000);
        int before = OwnThreads();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(transport, message).AsTask()));

        Assert.True(SpinWait.SpinUntil(() => OwnThreads() <= before, Transports.TestTimeout));
    }

    /// <summary>How many threads of this process are the client's, as the system calls them.</summary>
    private static int OwnThreads() => Directory.EnumerateDirectories("/proc/self/task").Count(thread =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).Trim() == "modzy-edge";
        }
        catch (IOException)
        {
            return false; // it has just ended
        }
    });

    private static ValueTask<byte[]> StartAsync(EdgeTransport transport, byte[] message) =>
        StartAsync(transport, message, Transports.TestTimeout, TestContext.Current.CancellationToken);

    private static ValueTask<byte[]> StartAsync(
        EdgeTransport transport, byte[] message, TimeSpan time, CancellationToken cancellation) =>
        transport.UnaryAsync(
            RawMethods.Echo, new CallOptions(deadline: DateTime.UtcNow + time, cancellationToken: cancellation),
            message);
}
