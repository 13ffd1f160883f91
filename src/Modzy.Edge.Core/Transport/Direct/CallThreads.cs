using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct;

/// <summary>
/// Threads that block in the stead of callers that do not. There are as many as there is work at a time, up to a limit; the
/// one that was used last is used next, and those that nobody needs end after a while.
/// </summary>
/// <remarks>Not those of the runtime's pool: these are few, and all that goes on without blocking needs them.</remarks>
/// <param name="limit">How many there are at most.</param>
/// <param name="idleTime">After what time without work one ends.</param>
internal sealed class CallThreads(int limit, TimeSpan idleTime) : IDisposable
{
    /// <summary>A call has little on its stack.</summary>
    private const int StackSize = 256 * 1024;

    private readonly TimeSpan _idleTime = idleTime;
    private readonly object _gate = new();

    /// <summary>With room for all: no thread may end for want of memory to be idle.</summary>
    private readonly List<Worker> _idle = new(limit);
    private int _count;
    private bool _disposed;

    /// <summary>How many threads wait for work.</summary>
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

    /// <summary>Lets a thread do something, unless all are occupied or there can be no other.</summary>
    /// <param name="work">Does not fail.</param>
    /// <returns>Whether it will be done.</returns>
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

    /// <summary>Ends the threads that have nothing to do; the others end when they have done it.</summary>
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
            // There can be no other thread.
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

    /// <summary>Whether a thread that has done its work is to wait for more.</summary>
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

    /// <summary>Whether a thread that has waited in vain is to end: not if it is being given something just now.</summary>
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
        private readonly CallThreads _owner;
        private readonly Thread _thread;
        private readonly Signal _given = new();
        private Action? _work;

        public Worker(CallThreads owner)
        {
            _owner = owner;
            _thread = new Thread(Run, StackSize) { IsBackground = true, Name = "modzy-edge" };
        }

        public void Start(Action work)
        {
            _work = work;
            _thread.UnsafeStart();
        }

        /// <summary>Gives it something to do; null to end. To be called once it is idle.</summary>
        public void Give(Action? work)
        {
            _work = work;
            if (_given.Set())
            {
                _given.Wake();
            }
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
