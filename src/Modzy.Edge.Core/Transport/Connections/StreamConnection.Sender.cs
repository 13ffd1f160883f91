using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// Sending for which no caller waits: the sender thread, which the first such message starts. It ends with the stream.
/// </summary>
internal sealed partial class StreamConnection
{
    /// <summary>In bytes, with the length prefix. Fits the send buffer, frame headers included.</summary>
    private const int MaxSentAtOnce = 256 * 1024;

    /// <summary>Set when the sender thread has something to do, and when the stream is over.</summary>
    private readonly FutexEvent _work = new();
    private readonly Queue<Action> _queued = new();
    private Thread? _sender;

    /// <summary>Completes when the turn may be free, for asynchronous senders; null if none waits.</summary>
    private TaskCompletionSource? _nextTurn;

    /// <summary>Whether a message was sent in part, and the sender thread has to send the rest.</summary>
    private bool _hasRest;

    /// <summary>
    /// Sends a message without blocking: at once if the window and the socket can take it, otherwise on the sender
    /// thread, when the message before was sent.
    /// </summary>
    /// <inheritdoc cref="Send"/>
    public async Task SendAsync<T>(
        Marshaller<T> marshaller, T message, Deadline deadline, CancellationToken cancellation)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void SendNow()
        {
            Exception? failure = null;
            try
            {
                using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
                    static stream => ((StreamConnection)stream!).WakeSenders(), this);
                Write(marshaller, message, deadline, cancellation);
            }
            catch (Exception e)
            {
                // An unhandled exception on this thread would end the process.
                failure = e;
            }

            if (failure is null)
            {
                sent.SetResult();
            }
            else
            {
                sent.SetException(failure);
            }
        }

        while (!TrySendAtOnce(marshaller, message))
        {
            if (TryGiveTurn(SendNow) is not Task turn)
            {
                await sent.Task.ConfigureAwait(false);
                return;
            }

            await turn.WaitAsync(deadline.WaitTime, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the turn to the sender thread, for a message, unless another is being sent.</summary>
    /// <returns>Null if it was given; otherwise completes when it may be free.</returns>
    private Task? TryGiveTurn(Action send)
    {
        lock (_gate)
        {
            ThrowIfOver();
            if (_isSending || _offered is not null)
            {
                _nextTurn ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _nextTurn.Task;
            }

            StartSender();
            _isSending = true;
            _queued.Enqueue(send);
        }

        _work.SetAndWake();
        return null;
    }

    private bool TrySendAtOnce<T>(Marshaller<T> marshaller, T message)
    {
        int length = message is IWireMessage { Size: < MaxSentAtOnce - LengthPrefix.Length and int size }
            ? size + LengthPrefix.Length : int.MaxValue;
        lock (_gate)
        {
            ThrowIfOver();
            bool isFree = !_isSending && _offered is null && _isConnected && !_hasUnsentControl;
            if (!isFree || length > _session.WindowOf(_stream))
            {
                return false;
            }

            _isSending = true;
        }

        try
        {
            Write(marshaller, message, Deadline.After(TimeSpan.Zero), CancellationToken.None);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends the turn of a thread that has sent a message.</summary>
    /// <param name="isTaken">Whether the message was sent, or is to be sent in full.</param>
    private void EndTurn(bool isTaken)
    {
        bool sendsRest = false;
        lock (_gate)
        {
            _hasRest = isTaken && !_isOver && (!_frames.IsEmpty || _rest.Count > 0);
            if (_hasRest)
            {
                sendsRest = !TryStartSender();
            }
            else
            {
                PassTurn(isDiscarded: !isTaken && !_hasLeft);
            }
        }

        if (sendsRest)
        {
            // No thread can be had: the caller waits longer than it wanted to.
            SendRest();
        }
        else
        {
            WakeSenders();
        }
    }

    /// <summary>Call with the lock.</summary>
    /// <param name="isDiscarded">Whether frames that were counted are not sent.</param>
    private void PassTurn(bool isDiscarded)
    {
        if (isDiscarded && _isConnected)
        {
            _session.UncountData(_stream, _encoded);
        }

        // At the end of the stream it stays known that a frame was sent in part.
        _hasUnsentData &= _isOver;
        _frames.Release();
        _rest.Clear();
        _isSending = false;
        EndRequests();
        SendControl();
    }

    private void SendRest()
    {
        (_isStaging, _sendCancellation) = (false, CancellationToken.None);
        try
        {
            while (_rest.Count > 0)
            {
                int count = BeginData(_rest.First.Length, Deadline.Never);
                _rest.First[..count].CopyTo(Data(0, count));
                _rest.Consume(count);
                EndData(count, endStream: false);
            }

            while (!_frames.IsEmpty)
            {
                _ = TryOvercome(Obstacle.UnsentFrames, Deadline.Never);
            }
        }
        catch (Exception e) when (e is RpcException or StreamEndedException or OperationCanceledException)
        {
            // The stream is over: its callers get to know.
        }
        catch (Exception e)
        {
            // Unhandled, it would end the process.
            Fail(e);
        }

        lock (_gate)
        {
            _hasRest = false;
            PassTurn(isDiscarded: false);
        }

        WakeSenders();
    }

    /// <summary>Call with the lock.</summary>
    /// <exception cref="ThreadShortageException">The thread cannot be created.</exception>
    private void StartSender() => _sender ??= LibraryThread.Start(RunSender);

    private bool TryStartSender()
    {
        try
        {
            StartSender();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private void RunSender()
    {
        while (true)
        {
            Action? work;
            lock (_gate)
            {
                work = NextWork();
                if (work is null && _isOver)
                {
                    return;
                }

                if (work is null)
                {
                    _work.Reset();
                }
            }

            if (work is null)
            {
                _work.Wait(Deadline.Never);
            }
            else
            {
                work();
            }
        }
    }

    /// <summary>Call with the lock.</summary>
    private Action? NextWork()
    {
        if (_hasRest)
        {
            return SendRest;
        }

        if (_offered is not null && !_isSending)
        {
            _isSending = true;
            return SendOffered;
        }

        return _queued.TryDequeue(out Action? send) ? send : null;
    }

    private void WakeSenders()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            (next, _nextTurn) = (_nextTurn, null);
        }

        next?.SetResult();
        _window.SetAndWake();
        _turn.SetAndWake();
        _work.SetAndWake();
    }
}
