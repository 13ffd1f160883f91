using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// Runs blocking calls for asynchronous callers. It starts threads on demand up to a limit, gives work to the thread
/// that became idle last, and ends threads that were idle for a while. Work beyond the limit waits, in order.
/// </summary>
/// <remarks>
/// The runtime's thread pool is not used: asynchronous code needs its few threads, and these block. Only if the system
/// can create no thread at all, one of them does the work.
/// </remarks>
/// <param name="limit">The maximum number of threads.</param>
/// <param name="idleTime">How long a thread may be idle before it ends.</param>
internal sealed class BlockingCallThreadPool(int limit, TimeSpan idleTime) : IDisposable
{
    /// <summary>A call needs little stack.</summary>
    private const int StackSize = 256 * 1024;

    private readonly TimeSpan _idleTime = idleTime;
    private readonly object _gate = new();

    /// <summary>Has capacity for all threads: adding one must not fail when memory is short.</summary>
    private readonly List<Worker> _idle = [];
    private readonly LinkedList<BlockingWork> _waiting = [];

    /// <summary>All threads: idle, busy, and those that are being started.</summary>
    private int _count;
    private bool _isDisposed;

    /// <summary>How many threads are idle.</summary>
    public int IdleCount
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Runs work on a thread, when one is free.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public void Run(BlockingWork work)
    {
        Worker? worker;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            worker = TakeIdle();
            if (worker is null && _count == limit)
            {
                _waiting.AddLast(work);
                return;
            }

            if (worker is null)
            {
                _idle.EnsureCapacity(_count + 1);
                _count++;
            }
        }

        if (worker is not null)
        {
            worker.Give(work);
        }
        else if (!TryStart(work))
        {
            RunWithoutThread(work);
        }
    }

    /// <summary>Removes work that waits.</summary>
    /// <returns>Whether it was removed; otherwise it runs, or has run.</returns>
    public bool TryRemove(BlockingWork work)
    {
        lock (_gate)
        {
            return _waiting.Remove(work);
        }
    }

    /// <summary>Ends the idle threads; the others end after the work that there is.</summary>
    public void Dispose()
    {
        Worker[] idle;
        lock (_gate)
        {
            _isDisposed = true;
            idle = [.. _idle];
            _count -= idle.Length;
            _idle.Clear();
        }

        foreach (Worker worker in idle)
        {
            worker.Give(null);
            worker.Join();
        }
    }

    private bool TryStart(BlockingWork work)
    {
        try
        {
            new Worker(this).Start(work);
            return true;
        }
        catch (OutOfMemoryException)
        {
            // The system cannot create another thread.
            return false;
        }
    }

    /// <summary>Runs work for which no thread could be started.</summary>
    private void RunWithoutThread(BlockingWork work)
    {
        Worker? worker;
        lock (_gate)
        {
            worker = TakeIdle();
            if (worker is not null)
            {
                _count--;
            }
            else if (_count > 1)
            {
                // A busy thread takes it, or one whose start fails as well.
                _count--;
                _waiting.AddFirst(work);
                return;
            }
        }

        if (worker is not null)
        {
            worker.Give(work);
            return;
        }

        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(RunAll, work, preferLocal: false);
        }
        catch
        {
            lock (_gate)
            {
                _count--;
            }

            throw;
        }
    }

    /// <summary>Runs work, and all that waits.</summary>
    private void RunAll(BlockingWork first)
    {
        BlockingWork? work = first;
        while (work is not null)
        {
            work.Run();
            lock (_gate)
            {
                work = TakeWaiting();
                _count -= work is null ? 1 : 0;
            }
        }
    }

    /// <summary>Call with the lock.</summary>
    private Worker? TakeIdle()
    {
        if (_idle.Count == 0)
        {
            return null;
        }

        Worker worker = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return worker;
    }

    /// <summary>Call with the lock.</summary>
    private BlockingWork? TakeWaiting()
    {
        BlockingWork? work = _waiting.First?.Value;
        if (work is not null)
        {
            _waiting.RemoveFirst();
        }

        return work;
    }

    /// <summary>Provides the next work of a thread, or adds it to the idle ones.</summary>
    /// <param name="worker">The thread.</param>
    /// <param name="work">Receives the work; null if there is none.</param>
    /// <returns>Whether the thread goes on; otherwise the pool was disposed.</returns>
    private bool Keep(Worker worker, out BlockingWork? work)
    {
        lock (_gate)
        {
            work = TakeWaiting();
            if (work is not null)
            {
                return true;
            }

            if (_isDisposed)
            {
                _count--;
                return false;
            }

            _idle.Add(worker);
            return true;
        }
    }

    /// <summary>Ends an idle thread, unless it is being given work at this moment.</summary>
    private bool Release(Worker worker)
    {
        lock (_gate)
        {
            bool released = _idle.Remove(worker);
            _count -= released ? 1 : 0;
            return released;
        }
    }

    private sealed class Worker
    {
        private readonly BlockingCallThreadPool _owner;
        private readonly Thread _thread;
        private readonly FutexEvent _given = new();
        private BlockingWork? _work;

        public Worker(BlockingCallThreadPool owner)
        {
            _owner = owner;
            _thread = new Thread(Run, StackSize) { IsBackground = true, Name = "modzy-edge" };
        }

        public void Start(BlockingWork work)
        {
            _work = work;
            _thread.UnsafeStart();
        }

        /// <summary>Gives an idle thread work; null ends it.</summary>
        public void Give(BlockingWork? work)
        {
            _work = work;
            _given.SetAndWake();
        }

        public void Join() => _thread.Join();

        private void Run()
        {
            while (_work is BlockingWork work)
            {
                work.Run();
                _work = null;
                _given.Reset();
                if (!_owner.Keep(this, out BlockingWork? next))
                {
                    return;
                }

                if (next is not null)
                {
                    _work = next;
                }
                else if (!AwaitWork())
                {
                    return;
                }
            }
        }

        /// <summary>Waits until the thread is given work, or was idle for a while.</summary>
        private bool AwaitWork()
        {
            while (!_given.Wait(Deadline.After(_owner._idleTime)))
            {
                if (_owner.Release(this))
                {
                    return false;
                }
            }

            return true;
        }
    }
}

/// <summary>Work for a thread of a <see cref="BlockingCallThreadPool"/>.</summary>
/// <param name="run">Must not throw.</param>
internal sealed class BlockingWork(Action run)
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the work begins.</summary>
    public Task Begun => _begun.Task;

    public void Run()
    {
        _begun.SetResult();
        run();
    }
}
