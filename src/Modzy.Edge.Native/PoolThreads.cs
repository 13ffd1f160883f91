using System.Runtime.InteropServices;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native;

/// <summary>
/// Creates all threads of the runtime's thread pool together with the first client. If the pool fails to create a
/// thread later, it aborts the process, or counts the thread as running and waits for it for ever; a full pool never
/// creates another.
/// </summary>
internal static partial class PoolThreads
{
    private const int Least = 2;
    private const int Most = 8;

    /// <summary>The pool's gate thread and the timer thread.</summary>
    private const int ServiceThreads = 2;

    private static readonly Lock _gate = new();
    private static volatile bool _started;

    /// <summary>Creates the threads, at the first call.</summary>
    /// <exception cref="EdgeException">Fewer threads can be created than the library needs.</exception>
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
        int created = BeginStandby(workers + ServiceThreads);
        try
        {
            if (created < Least + ServiceThreads)
            {
                throw new EdgeException(
                    EdgeStatus.OutOfMemory,
                    $"The library needs {Least + ServiceThreads} threads for the first client and can create {created}; {ThreadShortageException.Remedy}.");
            }

            StartPool(created - ServiceThreads);
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

        // The runtime creates the timer thread for the first timer.
        using var timer = new Timer(static _ => { }, null, dueTime: 1, Timeout.Infinite);
        object arrival = new();
        int missing = workers;
        for (int i = 0; i < workers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => AwaitAll(arrived: 1), null);
        }

        AwaitAll(arrived: 0);

        // Blocks its thread until every work item has a thread of its own.
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

    [LibraryImport("shim", EntryPoint = "shim_begin_standby")]
    private static partial int BeginStandby(int wanted);

    [LibraryImport("shim", EntryPoint = "shim_end_standby")]
    private static partial void EndStandby();
}
