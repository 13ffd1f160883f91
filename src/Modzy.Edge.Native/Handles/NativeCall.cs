using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_call</c> handle: an asynchronous call and its outcome.</summary>
internal sealed class NativeCall : IDisposable
{
    private static readonly TimeSpan _uploadCancellationGrace = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<object?> _outcome = new();

    /// <summary>Completed after <see cref="_outcome"/>, when the lease was released and the descriptor was
    /// signalled.</summary>
    private readonly Task _done;
    private EventDescriptor? _descriptor;
    private NativeQueue? _queue;
    private bool _ended;
    private bool _isDestroyed;
    private bool _taken;

    /// <summary>Starts a call.</summary>
    /// <param name="lease">The client, released when the call is done. If the constructor throws, the caller keeps the
    /// lease.</param>
    /// <param name="run">The operation. It releases borrowed memory before it completes.</param>
    /// <param name="progress">Receives the progress of the operation; null if it reports none.</param>
    public NativeCall(ClientLease lease, Func<CancellationToken, Task<object?>> run, object? progress)
    {
        Progress = progress;
        // On the thread pool from the start: encoding a large message, or opening a file, would block the caller.
        // This is the last statement: a constructor that throws must not leave a running call behind.
        _done = Task.Run(() => RunAsync(lease, run));
    }

    /// <summary>An <see cref="UploadProgress"/> or a <see cref="JobProgress"/>; null if the call reports no
    /// progress.</summary>
    public object? Progress { get; }

    /// <summary>The handle of the call, returned by the queue.</summary>
    public nint Handle { get; private set; }

    /// <summary>The user data that the queue returns with the call.</summary>
    public nint UserData { get; private set; }

    /// <summary>The node of the call in its queue, guarded by the lock of the queue; null if it is not
    /// queued.</summary>
    public LinkedListNode<NativeCall>? QueueNode { get; set; }

    public bool IsDone => _outcome.Task.IsCompleted;

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
                    // RunAsync may be waiting for this lock and signal a second time, which has no effect.
                    if (IsDone)
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
        lock (_gate)
        {
            if (_queue is not null)
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, "The call was already added to a queue; a call can be added only once.");
            }

            (_queue, Handle, UserData) = (queue, handle, userData);
            if (_ended && !_isDestroyed)
            {
                queue.Enqueue(this);
            }
        }
    }

    /// <summary>Waits until the call is done; false if the timeout passes first.</summary>
    /// <remarks>A call is done as soon as its descriptor polls readable, even if Signal has not returned yet.</remarks>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait; the call continues.</exception>
    public bool Wait(TimeSpan timeout) =>
        BlockingWait.Until(_done, Deadline.After(timeout), CancellationToken.None) || IsDone;

    public void Cancel() => _cancellation.Cancel();

    /// <summary>The result of the call.</summary>
    /// <exception cref="EdgeException">It failed, or is not done yet.</exception>
    public object? Result()
    {
        if (!IsDone)
        {
            throw new EdgeException(
                EdgeStatus.FailedPrecondition,
                "The call is not done yet; wait until its file descriptor is readable, or with edge_call_wait.");
        }

        _done.Wait();
        return _outcome.Task.GetAwaiter().GetResult();
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
            if (_taken)
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, "The result of this call was taken already.");
            }

            _taken = give(result);
            if (!_taken)
            {
                throw new EdgeException(
                    EdgeStatus.FailedPrecondition, "This call has a result of another kind, or none; see the function that started it.");
            }
        }
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
        Cancel();
        if (_done.Wait(Progress is UploadProgress ? _uploadCancellationGrace : Timeout.InfiniteTimeSpan))
        {
            Release();
        }
        else
        {
            _done.ContinueWith(_ => Release(), TaskScheduler.Default);
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            _descriptor?.Dispose();
        }

        if (!_taken && _outcome.Task is { IsCompletedSuccessfully: true, Result: NativeStream stream })
        {
            stream.Dispose();
        }

        _cancellation.Dispose();
    }

    private async Task RunAsync(ClientLease lease, Func<CancellationToken, Task<object?>> run)
    {
        object? result = null;
        Exception? failure = null;
        try
        {
            result = await run(_cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Result() rethrows it.
            failure = e;
        }

        if (failure is null)
        {
            _outcome.SetResult(result);
        }
        else
        {
            _outcome.SetException(failure);
        }

        // After _outcome is set: whoever is woken by the lease or the descriptor must see the call as done.
        lease.Dispose();
        lock (_gate)
        {
            _descriptor?.Signal();
            _ended = true;
            if (!_isDestroyed)
            {
                _queue?.Enqueue(this);
            }
        }
    }
}
