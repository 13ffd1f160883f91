using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_queue</c> handle: completed calls, in the order of their completion.</summary>
internal sealed class NativeQueue : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>The completed calls, linked, because the thread that adds one must not allocate.</summary>
    private NativeCall? _first;
    private NativeCall? _last;

    private readonly EventDescriptor _descriptor = new();

    /// <summary>Whether the descriptor was asked for. Until then it is not signalled: that is a system call.</summary>
    private bool _isDescriptorUsed;
    private WaitingThreads _waiting;
    private bool _isClosed;

    /// <exception cref="EdgeException">The process is at its limit of file descriptors (EMFILE).</exception>
    public NativeQueue()
    {
        if (_descriptor.Number < 0)
        {
            throw new EdgeException(
                EdgeStatus.ResourceExhausted,
                "The process has no file descriptor left for a queue; close some, or raise the limit (ulimit -n).");
        }
    }

    /// <summary>A file descriptor that polls readable while a completed call is queued; -1 after the queue was
    /// closed.</summary>
    public int Descriptor
    {
        get
        {
            lock (_gate)
            {
                if (_isClosed)
                {
                    return -1;
                }

                if (!_isDescriptorUsed && _first is not null)
                {
                    _descriptor.Signal();
                }

                _isDescriptorUsed = true;
                return _descriptor.Number;
            }
        }
    }

    /// <summary>Adds a completed call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="toWake">The threads that the caller will wake.</param>
    /// <returns>These, and one that waits for the queue.</returns>
    public WaitingThread? Enqueue(NativeCall call, WaitingThread? toWake)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return toWake;
            }

            call.QueuePlace.Enter(_last);
            if (_last is null)
            {
                _first = call;
                if (_isDescriptorUsed)
                {
                    _descriptor.Signal();
                }
            }
            else
            {
                _last.QueuePlace.Next = call;
            }

            _last = call;
            return _waiting.TakeOne(toWake);
        }
    }

    /// <summary>Removes a call that is destroyed.</summary>
    public void Forget(NativeCall call)
    {
        lock (_gate)
        {
            if (call.QueuePlace.IsQueued)
            {
                Remove(call);
            }
        }
    }

    /// <summary>Takes the oldest completed call; null if none completes within the timeout.</summary>
    /// <exception cref="EdgeException">The queue was destroyed.</exception>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait.</exception>
    public NativeCall? Take(TimeSpan timeout)
    {
        Deadline deadline = timeout == TimeSpan.Zero ? default : Deadline.After(timeout);
        while (true)
        {
            WaitingThread thread;
            lock (_gate)
            {
                if (_isClosed)
                {
                    throw new EdgeException(EdgeStatus.Cancelled, "The queue was destroyed.");
                }

                if (_first is NativeCall first)
                {
                    Remove(first);
                    return first;
                }

                if (deadline.IsPast)
                {
                    return null;
                }

                thread = WaitingThread.Take();
                _waiting.Add(thread);
            }

            Await(thread, deadline);
        }
    }

    public void Dispose()
    {
        WaitingThread? toWake;
        lock (_gate)
        {
            _isClosed = true;
            while (_first is not null)
            {
                Remove(_first);
            }

            _descriptor.Dispose();
            toWake = _waiting.TakeAll(null);
        }

        WaitingThread.WakeAll(toWake);
    }

    /// <summary>Waits until a call was added or the queue is closed.</summary>
    private void Await(WaitingThread thread, Deadline deadline)
    {
        WaitingThread? toWake = null;
        bool isWoken = false, mayContinue = false;
        try
        {
            isWoken = thread.Wait(deadline, isInterruptible: true);
            mayContinue = true;
        }
        finally
        {
            lock (_gate)
            {
                bool isTaken = !isWoken && !_waiting.Remove(thread);
                if (!isTaken)
                {
                    // Otherwise another thread is about to wake this one.
                    thread.Return();
                }

                if (!mayContinue && isTaken && _first is not null)
                {
                    // A signal ends the wait: another thread has to take the call.
                    toWake = _waiting.TakeOne(null);
                }
            }

            WaitingThread.WakeAll(toWake);
        }
    }

    /// <summary>Removes a call from the list. Call with the lock.</summary>
    private void Remove(NativeCall call)
    {
        (NativeCall? previous, NativeCall? next) = call.QueuePlace.Leave();
        if (previous is null)
        {
            _first = next;
        }
        else
        {
            previous.QueuePlace.Next = next;
        }

        if (next is null)
        {
            _last = previous;
        }
        else
        {
            next.QueuePlace.Previous = previous;
        }

        if (_first is null && _isDescriptorUsed)
        {
            _descriptor.Clear();
        }
    }
}

/// <summary>The place of a call in the list of its queue.</summary>
internal sealed class QueuePlace
{
    public bool IsQueued { get; private set; }

    public NativeCall? Previous { get; set; }

    public NativeCall? Next { get; set; }

    /// <summary>Makes the call the last one of the list.</summary>
    public void Enter(NativeCall? previous)
    {
        IsQueued = true;
        Previous = previous;
    }

    /// <summary>Takes the call out of the list.</summary>
    /// <returns>What was before and after it, which the queue links.</returns>
    public (NativeCall? Previous, NativeCall? Next) Leave()
    {
        (NativeCall? Previous, NativeCall? Next) around = (Previous, Next);
        IsQueued = false;
        Previous = Next = null;
        return around;
    }
}
