using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// Runs blocking calls for asynchronous callers. It starts threads on demand up to a limit, gives work to the thread
/// that became idle last, and ends threads that were idle for a while.
/// </summary>
/// <remarks>The runtime's thread pool is not used: asynchronous code needs its few threads, and these block.</remarks>
/// <param name="limit">The maximum number of threads.</param>
/// <param name="idleTime">How long a thread may be idle before it ends.</param>
internal sealed class BlockingCallThreadPool(int limit, TimeSpan idleTime) : IDisposable
{
    /// <summary>A call needs little stack.</summary>
    private const int StackSize = 256 * 1024;

    private readonly TimeSpan _idleTime = idleTime;
    private readonly object _gate = new();

    /// <summary>Preallocated: adding a thread must not fail when memory is short.</summary>
    private readonly List<Worker> _idle = new(limit);
    private int _count;
    private bool _disposed;

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

    /// <summary>Runs work on a thread, unless all are busy or no other can be created.</summary>
    /// <param name="work">Must not throw.</param>
    /// <returns>Whether the work will run.</returns>
    public bool TryRun(Action work)
    {
        Worker? worker = null;
        lock (_gate)
        {
            if (_disposed || (_idle.Count == 0 && _count == limit))
            {
                return false;
            }

            if (_idle.Count > 0)
            {
                worker = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
            else
            {
                _count++;
            }
        }

        if (worker is not null)
        {
            worker.Give(work);
            return true;
        }

        return TryStart(work);
    }

    /// <summary>Ends the idle threads; the others end after their present work.</summary>
    public void Dispose()
    {
        Worker[] idle;
        lock (_gate)
        {
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (Worker worker in idle)
        {
            worker.Give(null);
            worker.Join();
        }
    }

    private bool TryStart(Action work)
    {
        bool started = false;
        try
        {
            new Worker(this).Start(work);
            started = true;
        }
        catch (OutOfMemoryException)
        {
            // The system cannot create another thread.
        }
        finally
        {
            if (!started)
            {
                lock (_gate)
                {
                    _count--;
                }
            }
        }

        return started;
    }

    /// <summary>Adds a thread to the idle ones, unless the pool is disposed.</summary>
    private bool Keep(Worker worker)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _idle.Add(worker);
                return true;
            }

            _count--;
            return false;
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
        private Action? _work;

        public Worker(BlockingCallThreadPool owner)
        {
            _owner = owner;
            _thread = new Thread(Run, StackSize) { IsBackground = true, Name = "modzy-edge" };
        }

        public void Start(Action work)
        {
            _work = work;
            _thread.UnsafeStart();
        }

        /// <summary>Gives an idle thread work; null ends it.</summary>
        public void Give(Action? work)
        {
            _work = work;
            _given.SetAndWake();
        }

        public void Join() => _thread.Join();

        private void Run()
        {
            while (_work is Action work)
            {
                work();
                _work = null;
                _given.Reset();
                if (!_owner.Keep(this))
                {
                    return;
                }

                while (!_given.Wait(Deadline.After(_owner._idleTime)))
                {
                    if (_owner.Release(this))
                    {
                        return;
                    }
                }
            }
        }
    }
}
