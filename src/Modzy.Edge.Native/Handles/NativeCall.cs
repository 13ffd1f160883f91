using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native.Handles;

/// <summary>What an <c>edge_call</c> stands for: a call that was started, and what became of it.</summary>
internal sealed class NativeCall : IDisposable
{
    private static readonly TimeSpan _longestUploadEnd = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<object?> _outcome = new();

    /// <summary>Completed behind <see cref="_outcome"/>, when the lease was given back and the descriptor was signalled.</summary>
    private readonly Task _done;
    private EventDescriptor? _descriptor;
    private NativeQueue? _queue;
    private bool _ended;
    private bool _isDestroyed;
    private bool _taken;

    /// <summary>Begins a call.</summary>
    /// <param name="lease">The client that it uses, until it is done. If this throws, it stays with the caller.</param>
    /// <param name="run">The call. It gives back all that it borrowed before it ends.</param>
    /// <param name="progress">Where it says how far it is; null if it does not.</param>
    public NativeCall(ClientLease lease, Func<CancellationToken, Task<object?>> run, object? progress)
    {
        Progress = progress;
        // Off the caller's thread from the beginning: encoding a large message, or opening a file, takes time too.
        // Nothing may be added to the task once it runs: what fails here must leave no call behind.
        _done = Task.Run(() => RunAsync(lease, run));
    }

    /// <summary>Where the call says how far it is: an <see cref="UploadProgress"/> or a <see cref="JobProgress"/>; null if it does not.</summary>
    public object? Progress { get; }

    /// <summary>The handle of the call, for the queue that gives it back.</summary>
    public nint Handle { get; private set; }

    /// <summary>What the caller wants to have back with the call.</summary>
    public nint UserData { get; private set; }

    /// <summary>Where the call is in its queue, which guards this; null if it is not.</summary>
    public LinkedListNode<NativeCall>? QueueNode { get; set; }

    public bool IsDone => _outcome.Task.IsCompleted;

    /// <summary>The number of a file descriptor that polls readable when the call is done; made for who asks.</summary>
    public int Descriptor
    {
        get
        {
            lock (_gate)
            {
                if (_descriptor is not { Number: >= 0 })
                {
                    _descriptor = new EventDescriptor();
                    // What signals may be waiting for this lock, and signals once more then, which does no harm.
                    if (IsDone)
                    {
                        _descriptor.Signal();
                    }
                }

                return _descriptor.Number;
            }
        }
    }

    /// <summary>Lets a queue give the call when it is done.</summary>
    /// <exception cref="EdgeException">It is in a queue already.</exception>
    public void AddTo(NativeQueue queue, nint handle, nint userData)
    {
        lock (_gate)
        {
            if (_queue is not null)
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, "The call was added to a queue before; a call can be added once.");
            }

            (_queue, Handle, UserData) = (queue, handle, userData);
            if (_ended && !_isDestroyed)
            {
                queue.Enqueue(this);
            }
        }
    }

    /// <summary>Waits until the call is done; false if it is not in time.</summary>
    /// <remarks>A call whose descriptor is readable is done, even before the signal that makes it so has returned.</remarks>
    /// <exception cref="OperationCanceledException">A signal has interrupted the wait; the call goes on.</exception>
    public bool Wait(TimeSpan timeout) => BlockingWait.Until(_done, Deadline.After(timeout), CancellationToken.None) || IsDone;

    public void Cancel() => _cancellation.Cancel();

    /// <summary>What the call came to.</summary>
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

    /// <summary>Takes what the call came to, which can be done once.</summary>
    /// <param name="give">Gives it to the caller; false if it is of another kind.</param>
    /// <exception cref="EdgeException">The call failed, is not done yet, or has no such result any more.</exception>
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
    /// Cancels the call if it runs, and returns when it has given back what it borrowed. An upload borrows nothing, but cancels its
    /// job at its end: it gets a moment for it, and then goes on without its caller, until its client is closed.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDestroyed = true;
        }

        _queue?.Forget(this);
        Cancel();
        if (_done.Wait(Progress is UploadProgress ? _longestUploadEnd : Timeout.InfiniteTimeSpan))
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
            // Whatever it is, it is for who asks for the result.
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

        // Whoever waits for the end of the client, or for the descriptor, finds the call done.
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
