using System.Runtime.ExceptionServices;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_call</c> handle: an asynchronous operation and its outcome.</summary>
/// <remarks>
/// One lock guards the outcome, the waiting threads, the descriptor and the queue. It comes before the lock of a queue.
/// </remarks>
internal sealed class NativeCall : ICompletionHandler, IDisposable
{
    private static readonly TimeSpan _uploadCancellationGrace = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly ClientLease _lease;
    private readonly AsyncOperation _operation;

    private WaitingThreads _waiting;
    private EventDescriptor? _descriptor;
    private NativeQueue? _queue;
    private volatile bool _isDone;
    private bool _isDestroyed;

    /// <summary>Whether the call is released when it is done: the thread that destroyed it did not wait.</summary>
    private bool _isAbandoned;

    /// <summary>Whether the operation has given its result.</summary>
    private bool _isRead;
    private object? _result;
    private Exception? _failure;
    private bool _isTaken;

    /// <summary>Starts a call.</summary>
    /// <param name="lease">The client, released when the call is done. If the constructor throws, the caller keeps the
    /// lease.</param>
    /// <param name="progress">Receives the progress of the operation; null if it reports none.</param>
    /// <param name="start">Starts the operation. It releases borrowed memory before it completes.</param>
    public NativeCall(ClientLease lease, object? progress, Func<ICompletionHandler, AsyncOperation> start)
    {
        Progress = progress;
        _lease = lease;
        // This is the last statement: a constructor that throws must not leave a running call behind.
        _operation = start(this);
    }

    /// <summary>An <see cref="UploadProgress"/> or a <see cref="JobProgress"/>; null if the call reports no
    /// progress.</summary>
    public object? Progress { get; }

    /// <summary>The handle of the call, returned by the queue.</summary>
    public nint Handle { get; private set; }

    /// <summary>The user data that the queue returns with the call.</summary>
    public nint UserData { get; private set; }

    /// <summary>The place of the call in its queue, guarded by the lock of the queue.</summary>
    public QueuePlace QueuePlace { get; } = new();

    public bool IsDone => _isDone;

    /// <summary>A file descriptor that polls readable when the call is done, created on first use.</summary>
    public int Descriptor
    {
        get
        {
            lock (_gate)
            {
                if (_descriptor is not { Number: >= 0 })
                {
                    _descriptor = new EventDescriptor();
                    if (_isDone)
                    {
                        _descriptor.Signal();
                    }
                }

                return _descriptor.Number;
            }
        }
    }

    /// <summary>Adds the call to a queue, which returns it when it is done.</summary>
    /// <exception cref="EdgeException">It was already added to a queue.</exception>
    public void AddTo(NativeQueue queue, nint handle, nint userData)
    {
        WaitingThread? toWake = null;
        lock (_gate)
        {
            if (_queue is not null)
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, "The call was already added to a queue; a call can be added only once.");
            }

            (_queue, Handle, UserData) = (queue, handle, userData);
            if (_isDone && !_isDestroyed)
            {
                toWake = queue.Enqueue(this, null);
            }
        }

        WaitingThread.WakeAll(toWake);
    }

    /// <summary>Waits until the call is done; false if the timeout passes first.</summary>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait; the call continues.</exception>
    public bool Wait(TimeSpan timeout) => Wait(timeout, isInterruptible: true);

    public void Cancel() => _operation.Cancel();

    /// <summary>The result of the call.</summary>
    /// <exception cref="EdgeException">It failed, or is not done yet.</exception>
    public object? Result()
    {
        if (!_isDone)
        {
            throw new EdgeException(
                EdgeStatus.FailedPrecondition,
                "The call is not done yet; wait until its file descriptor is readable, or with edge_call_wait.");
        }

        lock (_gate)
        {
            Read();
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }

            return _result;
        }
    }

    /// <summary>Moves the result of the call to the caller, which can be done once.</summary>
    /// <param name="give">Gives the result to the caller; false if it is of another kind.</param>
    /// <exception cref="EdgeException">The call failed, is not done yet, has another kind of result, or its result was
    /// already taken.</exception>
    public void Take(Func<object?, bool> give)
    {
        object? result = Result();
        lock (_gate)
        {
            if (_isTaken)
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, "The result of this call was taken already.");
            }

            _isTaken = give(result);
            if (!_isTaken)
            {
                throw new EdgeException(
                    EdgeStatus.FailedPrecondition, "This call has a result of another kind, or none; see the function that started it.");
            }
        }
    }

    /// <summary>Makes the call done: its operation has completed.</summary>
    public WaitingThread? OnCompleted(WaitingThread? toWake)
    {
        bool isAbandoned;
        lock (_gate)
        {
            _isDone = true;
            _descriptor?.Signal();
            toWake = _waiting.TakeAll(toWake);
            if (!_isDestroyed && _queue is not null)
            {
                toWake = _queue.Enqueue(this, toWake);
            }

            isAbandoned = _isAbandoned;
        }

        // After _isDone was set: whoever is woken by the lease must see the call as done.
        _lease.Dispose();
        if (isAbandoned)
        {
            Release();
        }

        return toWake;
    }

    /// <summary>
    /// Cancels the call if it runs, and returns when it has released borrowed memory. An upload borrows nothing, but
    /// cancels its job when it ends: it gets a short time for that, then continues in the background until its client
    /// is closed.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDestroyed = true;
        }

        _queue?.Forget(this);
        if (!_isDone)
        {
            Cancel();
            TimeSpan limit = Progress is UploadProgress ? _uploadCancellationGrace : Timeout.InfiniteTimeSpan;
            if (!Wait(limit, isInterruptible: false))
            {
                lock (_gate)
                {
                    _isAbandoned = !_isDone;
                    if (_isAbandoned)
                    {
                        return;
                    }
                }
            }
        }

        Release();
    }

    private bool Wait(TimeSpan timeout, bool isInterruptible)
    {
        WaitingThread thread;
        lock (_gate)
        {
            if (_isDone)
            {
                return true;
            }

            thread = WaitingThread.Take();
            _waiting.Add(thread);
        }

        bool isWoken = false;
        try
        {
            isWoken = thread.Wait(Deadline.After(timeout), isInterruptible);
        }
        finally
        {
            lock (_gate)
            {
                // If neither, another thread is about to wake this one.
                if (isWoken || _waiting.Remove(thread))
                {
                    thread.Return();
                }
            }
        }

        return _isDone;
    }

    /// <summary>Takes the outcome from the operation. Call with the lock.</summary>
    private void Read()
    {
        if (_isRead)
        {
            return;
        }

        _isRead = true;
        try
        {
            _result = _operation.GetResult();
        }
        catch (Exception e)
        {
            // Each call of Result rethrows it.
            _failure = e;
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            _descriptor?.Dispose();
            _operation.Dispose();
            if (!_isTaken)
            {
                (_result as IDisposable)?.Dispose();
            }
        }
    }
}
