using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_queue</c> handle: completed calls, in the order of their completion.</summary>
internal sealed class NativeQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<NativeCall> _done = [];
    private readonly EventDescriptor _descriptor = new();

    /// <summary>Completed when a call is done or the queue is closed; created by waiters.</summary>
    private TaskCompletionSource? _change;
    private bool _closed;

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
                return _closed ? -1 : _descriptor.Number;
            }
        }
    }

    /// <summary>Adds a completed call.</summary>
    public void Enqueue(NativeCall call)
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            call.QueueNode = _done.AddLast(call);
            if (_done.Count == 1)
            {
                _descriptor.Signal();
            }

            (change, _change) = (_change, null);
        }

        change?.SetResult();
    }

    /// <summary>Removes a call that is destroyed.</summary>
    public void Forget(NativeCall call)
    {
        lock (_gate)
        {
            if (call.QueueNode is not null)
            {
                Remove(call.QueueNode);
            }
        }
    }

    /// <summary>Takes the oldest completed call; null if none completes within the timeout.</summary>
    /// <exception cref="EdgeException">The queue was destroyed.</exception>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait.</exception>
    public NativeCall? Take(TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_closed)
                {
                    throw new EdgeException(EdgeStatus.Cancelled, "The queue was destroyed.");
                }

                if (_done.First is LinkedListNode<NativeCall> first)
                {
                    Remove(first);
                    return first.Value;
                }

                if (deadline.IsPast)
                {
                    return null;
                }

                change = (_change ??= new TaskCompletionSource(
                    TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            BlockingWait.Until(change, deadline, CancellationToken.None);
        }
    }

    public void Dispose()
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            _closed = true;
            _done.Clear();
            _descriptor.Dispose();
            (change, _change) = (_change, null);
        }

        change?.SetResult();
    }

    private void Remove(LinkedListNode<NativeCall> node)
    {
        node.Value.QueueNode = null;
        if (node.List is not null)
        {
            _done.Remove(node);
            if (_done.Count == 0)
            {
                _descriptor.Clear();
            }
        }
    }
}
