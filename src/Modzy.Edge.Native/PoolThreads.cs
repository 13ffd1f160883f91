using System.Runtime.InteropServices;
using Modzy.Edge.Headroom;

namespace Modzy.Edge.Native;

/// <summary>
/// All threads of the runtime's pool, created with the first client. A pool that cannot have a thread that it wants ends the process,
/// or counts that thread as there and waits for it for ever; this one never wants another.
/// </summary>
internal static partial class PoolThreads
{
    private const int Least = 2;
    private const int Most = 8;

    /// <summary>The one that watches over the pool, and that of the timers.</summary>
    private const int Others = 2;

    private static readonly Lock _gate = new();
    private static volatile bool _started;

    /// <summary>Creates them, unless they are there.</summary>
    /// <exception cref="EdgeException">Too few can be created.</exception>
    public static void Require()
    {
        if (_started)
        {
            return;
        }

        lock (_gate)
        {
            if (!_started)
            {
                Start(Math.Clamp(Environment.ProcessorCount, Least, Most));
                _started = true;
            }
        }
    }

    private static void Start(int workers)
    {
        int created = BeginStandby(workers + Others);
        try
        {
            if (created < Least + Others)
            {
                throw new EdgeException(
                    EdgeStatus.OutOfMemory,
                    $"The library needs {Least + Others} threads for the first client and can create {created}; {ThreadShortageException.Remedy}.");
            }

            StartPool(created - Others);
        }
        finally
        {
            EndStandby();
        }
    }

    private static void StartPool(int workers)
    {
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(workers, workers);
        ThreadPool.SetMinThreads(workers, workers);

        // Its thread runs from the first timer that is set.
        using var timer = new Timer(static _ => { }, null, dueTime: 1, Timeout.Infinite);
        var arrival = new object();
        int missing = workers;
        for (int i = 0; i < workers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => AwaitAll(arrived: 1), null);
        }

        AwaitAll(arrived: 0);

        // Keeps the thread that it is on until all have one.
        void AwaitAll(int arrived)
        {
            lock (arrival)
            {
                missing -= arrived;
                Monitor.PulseAll(arrival);
                while (missing > 0)
                {
                    Monitor.Wait(arrival);
                }
            }
        }
    }

    [LibraryImport("entry", EntryPoint = "entry_begin_standby")]
    private static partial int BeginStandby(int wanted);

    [LibraryImport("entry", EntryPoint = "entry_end_standby")]
    private static partial void EndStandby();
}
