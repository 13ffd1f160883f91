using System.Collections.Concurrent;
using Modzy.Edge.Transport.Connections;

namespace Modzy.Edge.Transport.Tests;

public sealed class BlockingCallThreadPoolTests
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(10);

    [Fact]
    public void Work_for_which_there_is_no_thread_is_refused_until_one_is_done()
    {
        using var threads = new BlockingCallThreadPool(2, _long);
        using var gate = new ManualResetEventSlim();
        using var done = new CountdownEvent(3);
        void Work()
        {
            gate.Wait();
            done.Signal();
        }

        Assert.True(threads.TryRun(Work));
        Assert.True(threads.TryRun(Work));
        Assert.False(threads.TryRun(Work));

        gate.Set();
        Assert.True(SpinWait.SpinUntil(() => threads.TryRun(Work), Transports.TestTimeout));
        Assert.True(done.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
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
        int given = 0;
        int done = 0;

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                if (threads.TryRun(() => Interlocked.Increment(ref done)))
                {
                    Interlocked.Increment(ref given);
                }

                if (i % 4 == 0)
                {
                    Thread.Sleep(1);
                }
            }
        });

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref done) == given, Transports.TestTimeout));
        Assert.InRange(given, 200, 1600);
    }

    [Fact]
    public void Disposing_ends_those_without_work_at_once_and_the_others_after_it()
    {
        var threads = new BlockingCallThreadPool(2, _long);
        using var gate = new ManualResetEventSlim();
        Thread? busy = null;
        Assert.True(threads.TryRun(() =>
        {
            Volatile.Write(ref busy, Thread.CurrentThread);
            gate.Wait();
        }));
        Thread idle = RunToTheEnd(threads);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref busy) is not null, Transports.TestTimeout));

        threads.Dispose();

        Assert.False(idle.IsAlive);
        Assert.True(busy!.IsAlive);
        Assert.False(threads.TryRun(gate.Set));
        gate.Set();
        Assert.True(busy.Join(Transports.TestTimeout));
    }

    /// <summary>Runs something, and waits until its thread has nothing to do any more.</summary>
    private static Thread RunToTheEnd(BlockingCallThreadPool threads)
    {
        Thread? thread = null;
        Assert.True(threads.TryRun(() => Volatile.Write(ref thread, Thread.CurrentThread)));
        Assert.True(SpinWait.SpinUntil(
            () => Volatile.Read(ref thread) is { } used
                && (threads.IdleCount > 0 || !used.IsAlive), Transports.TestTimeout));
        return thread!;
    }
}
