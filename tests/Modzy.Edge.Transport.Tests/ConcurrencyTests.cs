using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Many threads over one client. Descriptors are counted, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class ConcurrencyTests
{
    private const int Threads = 64;

    [Theory]
    [TransportPaths]
    public async Task Sixty_four_threads_get_their_own_answers(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);

        Run(Threads, thread =>
        {
            for (int i = 0; i < 50; i++)
            {
                byte[] message = RawMethods.Text($"{thread}/{i} {new string('x', (thread * i) % 3000)}");
                Assert.Equal(message, transport.Call(RawMethods.Echo, message));
            }
        });
    }

    [Theory]
    [TransportPaths]
    public async Task A_server_that_is_restarted_again_and_again_leaves_nothing_behind(TransportPath path)
    {
        RawServer server = await RawServer.StartAsync(port: UnusedPort.Find());
        EdgeEndpoint endpoint = server.Endpoint;
        var statuses = new ConcurrentDictionary<StatusCode, int>();
        var reasons = new ConcurrentDictionary<string, int>();
        using var stop = new CancellationTokenSource();
        string[] before = Descriptors();
        using (EdgeTransport transport = Transports.Open(path, endpoint))
        {
            Task calls = Task.Run(
                () => Run(Threads, thread => CallUntil(transport, thread, statuses, reasons, stop.Token)),
                TestContext.Current.CancellationToken);
            for (int i = 0; i < 3; i++)
            {
                await Task.Delay(400, TestContext.Current.CancellationToken);
                await server.DisposeAsync();
                server = await RawServer.StartAsync(port: endpoint.Port);
            }

            await Task.Delay(400, TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            await calls;

            Assert.InRange(statuses.GetValueOrDefault(StatusCode.OK), 100, int.MaxValue);
            Assert.Subset(
                new HashSet<StatusCode>
                {
                    StatusCode.OK, StatusCode.Unavailable, StatusCode.Cancelled, StatusCode.Internal,
                },
                statuses.Keys.ToHashSet());
            if (path is TransportPath.Exclusive or TransportPath.BusyPolling or TransportPath.Multiplexed)
            {
                // Nothing is wrong on either side: a server that goes away is unavailable, or says that it cancels.
                Assert.True(!statuses.ContainsKey(StatusCode.Internal), string.Join("\n", reasons.Keys));
            }

            Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        }

        await server.DisposeAsync();
        Assert.True(
            SpinWait.SpinUntil(() => Descriptors().Length <= before.Length, TimeSpan.FromSeconds(20)),
            string.Join("\n", Descriptors().Except(before)));
    }

    private static void CallUntil(
        EdgeTransport transport,
        int thread,
        ConcurrentDictionary<StatusCode, int> statuses,
        ConcurrentDictionary<string, int> reasons,
        CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            byte[] message = RawMethods.Text($"{thread}/{i} {new string('x', i % 30_000)}");
            StatusCode status = StatusCode.OK;
            long start = Stopwatch.GetTimestamp();
            try
            {
                Assert.Equal(message, transport.Call(RawMethods.Echo, message, Transports.TestTimeout));
            }
            catch (RpcException e)
            {
                status = e.StatusCode;
                reasons.TryAdd($"{status}: {e.Status.Detail}", 0);
                Thread.Sleep(1);
            }

            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, 2 * Transports.TestTimeout);
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        }
    }

    /// <summary>
    /// What this process has open, the server's included; not the files of assemblies, which the runtime opens when it
    /// first needs them and keeps.
    /// </summary>
    private static string[] Descriptors() =>
    [
        .. Directory.GetFiles("/proc/self/fd").Select(Target).OfType<string>()
            .Where(target => Path.GetExtension(target) is not (".dll" or ".pdb")),
    ];

    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }

    private static void Run(int threads, Action<int> body)
    {
        var failures = new ConcurrentQueue<Exception>();
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            try
            {
                body(i);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        if (!failures.IsEmpty)
        {
            throw new AggregateException(failures);
        }
    }
}

/// <summary>Tests that run while no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
