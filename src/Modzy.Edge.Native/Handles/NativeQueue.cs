using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native.Handles;

/// <summary>What an <c>edge_queue</c> stands for: the calls of a program that are done, in the order in which they ended.</summary>
internal sealed class NativeQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<NativeCall> _done = [];
    private readonly EventDescriptor _descriptor = new();

    /// <summary>Completed when a call is done or the queue is closed; made for those who wait.</summary>
    private TaskCompletionSource? _change;
    private bool _closed;

    /// <exception cref="EdgeException">The process has no descriptor left.</exception>
    public NativeQueue()
    {
        if (_descriptor.Number < 0)
        {
            throw new EdgeException(
                EdgeStatus.ResourceExhausted,
                "The process has no file descriptor left for a queue; close some, or raise the limit (ulimit -n).");
        }
    }

    /// <summary>The number of a file descriptor that polls readable while there is a call to take; -1 once the queue is closed.</summary>
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

    /// <summary>A call is done.</summary>
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

    /// <summary>A call is destroyed: it does not come any more.</summary>
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

    /// <summary>Takes the call that ended first; null if none is done in time.</summary>
    /// <exception cref="EdgeException">The queue was destroyed.</exception>
    /// <exception cref="OperationCanceledException">A signal has interrupted the wait.</exception>
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

                change = (_change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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
