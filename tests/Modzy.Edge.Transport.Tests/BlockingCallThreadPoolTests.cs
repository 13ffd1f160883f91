using System.Collections.Concurrent;
using Modzy.Edge.Transport.Connections;

namespace Modzy.Edge.Transport.Tests;

public sealed class BlockingCallThreadPoolTests
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Work_beyond_the_limit_waits_in_order()
    {
        using var threads = new BlockingCallThreadPool(1, _long);
        using var gate = new ManualResetEventSlim();
        using var done = new CountdownEvent(4);
        var order = new ConcurrentQueue<int>();
        BlockingWork[] works = [.. Enumerable.Range(0, 4).Select(i => new BlockingWork(() =>
        {
            gate.Wait();
            order.Enqueue(i);
            done.Signal();
        }))];
        foreach (BlockingWork work in works)
        {
            threads.Run(work);
        }

        await works[0].Begun.WaitAsync(Transports.TestTimeout, TestContext.Current.CancellationToken);
        Assert.False(works[1].Begun.IsCompleted);
        gate.Set();
        Assert.True(done.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        Assert.Equal([0, 1, 2, 3], order);
    }

    [Fact]
    public async Task Work_that_waits_can_be_removed()
    {
        using var threads = new BlockingCallThreadPool(1, _long);
        using var gate = new ManualResetEventSlim();
        var first = new BlockingWork(gate.Wait);
        var second = new BlockingWork(static () => Assert.Fail("it was removed"));
        using var third = new ManualResetEventSlim();
        threads.Run(first);
        threads.Run(second);
        threads.Run(new BlockingWork(third.Set));
        await first.Begun.WaitAsync(Transports.TestTimeout, TestContext.Current.CancellationToken);

        Assert.False(threads.TryRemove(first));
        Assert.True(threads.TryRemove(second));
        Assert.False(threads.TryRemove(second));

        gate.Set();
        Assert.True(third.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        Assert.False(second.Begun.IsCompleted);
    }

    [Fact]
    public void One_after_the_other_is_done_by_the_same_thread()
    {
        using var threads = new BlockingCallThreadPool(8, _long);
        var used = new ConcurrentBag<Thread>();

        for (int i = 0; i < 20; i++)
        {
            used.Add(RunToTheEnd(threads));
        }

        Assert.Single(used.Distinct());
    }

    [Fact]
    public void A_thread_without_work_ends_after_a_while_and_another_takes_its_place()
    {
        using var threads = new BlockingCallThreadPool(1, TimeSpan.FromMilliseconds(20));

        Thread first = RunToTheEnd(threads);
        Assert.True(first.Join(Transports.TestTimeout));

        Assert.NotSame(first, RunToTheEnd(threads));
    }

    [Fact]
    public void All_work_is_done_however_it_meets_the_end_of_the_threads()
    {
        using var threads = new BlockingCallThreadPool(4, TimeSpan.FromMilliseconds(1));
        const int given = 1600;
        int done = 0;

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                threads.Run(new BlockingWork(() => Interlocked.Increment(ref done)));

                if (i % 4 == 0)
                {
                    Thread.Sleep(1);
                }
            }
        });

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref done) == given, Transports.TestTimeout));
    }

    [Fact]
    public void Disposing_ends_those_without_work_at_once_and_the_others_after_it()
    {
        var threads = new BlockingCallThreadPool(2, _long);
        using var gate = new ManualResetEventSlim();
        Thread? busy = null;
        threads.Run(new BlockingWork(() =>
        {
            Volatile.Write(ref busy, Thread.CurrentThread);
            gate.Wait();
        }));
        Thread idle = RunToTheEnd(threads);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref busy) is not null, Transports.TestTimeout));

        threads.Dispose();

        Assert.False(idle.IsAlive);
        Assert.True(busy!.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => threads.Run(new BlockingWork(gate.Set)));
        gate.Set();
        Assert.True(busy.Join(Transports.TestTimeout));
    }

    /// <summary>Runs something, and waits until its thread has nothing to do any more.</summary>
    private static Thread RunToTheEnd(BlockingCallThreadPool threads)
    {
        Thread? thread = null;
        threads.Run(new BlockingWork(() => Volatile.Write(ref thread, Thread.CurrentThread)));
        Assert.True(SpinWait.SpinUntil(
            () => Volatile.Read(ref thread) is { } used
                && (threads.IdleCount > 0 || !used.IsAlive), Transports.TestTimeout));
        return thread!;
    }
}
