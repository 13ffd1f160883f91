namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// A thread that waits for something, as an element of the list of what it waits for. Each thread has one instance, so
/// that a wait allocates nothing.
/// </summary>
internal sealed class WaitingThread
{
    [ThreadStatic]
    private static WaitingThread? _unused;

    private readonly FutexEvent _event = new();

    private WaitingThread()
    {
    }

    /// <summary>The next element of the list, guarded by the lock of the list.</summary>
    public WaitingThread? Next { get; set; }

    /// <summary>The instance of the calling thread. A signal handler that waits gets another.</summary>
    public static WaitingThread Take()
    {
        WaitingThread taken = _unused ?? new WaitingThread();
        _unused = null;
        taken._event.Reset();
        return taken;
    }

    /// <summary>Wakes the threads of a list that was taken from <see cref="WaitingThreads"/>.</summary>
    public static void WakeAll(WaitingThread? first)
    {
        while (first is WaitingThread thread)
        {
            // Unlinked first: a thread that was woken may wait for something else at once.
            first = thread.Next;
            thread.Next = null;
            thread._event.SetAndWake();
        }
    }

    /// <summary>Waits until another thread calls <see cref="WakeAll"/>.</summary>
    /// <param name="deadline">Bounds the wait.</param>
    /// <param name="isInterruptible">Whether signals may end the wait, see <see cref="Interruption"/>.</param>
    /// <returns>Whether the thread was woken; otherwise the deadline has passed.</returns>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait.</exception>
    public bool Wait(Deadline deadline, bool isInterruptible) => _event.Wait(deadline, isInterruptible);

    /// <summary>Makes the instance available for the next wait. Only if no other thread has it any more.</summary>
    public void Return() => _unused = this;
}

/// <summary>The threads that wait for the same thing. The owner's lock guards it.</summary>
internal struct WaitingThreads
{
    private WaitingThread? _first;

    public void Add(WaitingThread thread)
    {
        thread.Next = _first;
        _first = thread;
    }

    /// <summary>Removes a thread whose wait has ended.</summary>
    /// <returns>Whether it was in the list; otherwise another thread has taken it to wake it.</returns>
    public bool Remove(WaitingThread thread)
    {
        WaitingThread? before = null;
        for (WaitingThread? each = _first; each is not null; before = each, each = each.Next)
        {
            if (each == thread)
            {
                if (before is null)
                {
                    _first = each.Next;
                }
                else
                {
                    before.Next = each.Next;
                }

                each.Next = null;
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the thread that began to wait last, to be woken after the lock was released.</summary>
    /// <param name="others">Other threads to wake.</param>
    /// <returns>All threads to wake, for <see cref="WaitingThread.WakeAll"/>.</returns>
    public WaitingThread? TakeOne(WaitingThread? others)
    {
        if (_first is not WaitingThread taken)
        {
            return others;
        }

        _first = taken.Next;
        taken.Next = others;
        return taken;
    }

    /// <summary>Takes all threads, to be woken after the lock was released.</summary>
    /// <inheritdoc cref="TakeOne"/>
    public WaitingThread? TakeAll(WaitingThread? others)
    {
        while (_first is not null)
        {
            others = TakeOne(others);
        }

        return others;
    }
}

/// <summary>Is told that an asynchronous call has completed.</summary>
internal interface ICompletionHandler
{
    /// <summary>
    /// Handles the completion. It runs on the reader thread of a connection: it must neither wait nor throw, and not
    /// allocate.
    /// </summary>
    /// <param name="toWake">The threads that the caller will wake, after other completions.</param>
    /// <returns>These, and the threads that wait for this completion.</returns>
    WaitingThread? OnCompleted(WaitingThread? toWake);
}
