using System.Diagnostics;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>The reader thread, sending, and the end of the connection.</summary>
internal sealed partial class MultiplexedConnection
{
    private const int StackSize = 256 * 1024;

    private Thread? _reader;

    /// <summary>
    /// The calls to resume after the lock was released, in the order in which they ended. A linked list that belongs to
    /// the reader thread: it must not allocate, because an unhandled exception on this thread would end the process.
    /// </summary>
    private PendingCall? _firstToResume;
    private PendingCall? _lastToResume;

    /// <summary>Whether a thread sends. Only one does at a time; the others leave their bytes to it.</summary>
    private bool _isSending;
    private ConnectionException? _sendingFailure;

    /// <summary>How many of all bytes ever written the kernel may have taken, while a thread sends.</summary>
    private long _offered;

    /// <summary>Starts the reader thread.</summary>
    /// <exception cref="OutOfMemoryException">The thread cannot be created.</exception>
    public void Start() => _reader = LibraryThread.Start(Receive, StackSize);

    /// <summary>Takes no more calls, and closes after the last one. Waits for the end if there are none.</summary>
    public void Close()
    {
        lock (_gate)
        {
            StopTaking();
            if (_calls.Count > 0)
            {
                return;
            }
        }

        if (_reader != Thread.CurrentThread)
        {
            _reader?.Join();
        }
    }

    /// <summary>Takes no more calls, and closes after the last one.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            StopTaking();
        }
    }

    /// <summary>Call with the lock.</summary>
    private void StopTaking()
    {
        _isOpen = false;
        if (_calls.Count == 0 && !_isClosed)
        {
            _socket.Interrupt();
        }
    }

    /// <summary>
    /// Whether there is something to send that no thread sends. The caller then must. Call with the lock.
    /// </summary>
    private bool TakeSending(out ReadOnlySpan<byte> pending)
    {
        pending = _session.Output.Pending;
        if (_isSending || _isClosed || _sendingFailure is not null || pending.IsEmpty)
        {
            return false;
        }

        _isSending = true;
        _offered = _session.Output.Written;
        return true;
    }

    /// <summary>
    /// Sends what is pending, and what others add meanwhile. If the socket's buffer is full, a new thread waits for it.
    /// </summary>
    private void Send(ReadOnlySpan<byte> pending)
    {
        if (TrySend(pending))
        {
            return;
        }

        try
        {
            LibraryThread.Start(SendWhenWritable, StackSize);
        }
        catch (OutOfMemoryException)
        {
            // The reader thread tries again within a second.
            lock (_gate)
            {
                EndSending();
            }
        }
    }

    private void SendWhenWritable()
    {
        ReadOnlySpan<byte> pending;
        do
        {
            _socket.AwaitWritable();
            lock (_gate)
            {
                pending = _session.Output.Pending;
                _offered = _session.Output.Written;
            }
        }
        while (!TrySend(pending));
    }

    /// <summary>Sends without waiting.</summary>
    /// <returns>
    /// Whether sending has ended; otherwise the socket's buffer is full, and the caller still has to send.
    /// </returns>
    private bool TrySend(ReadOnlySpan<byte> pending)
    {
        while (true)
        {
            int count = 0;
            ConnectionException? failure = null;
            try
            {
                count = _socket.TrySend(pending);
            }
            catch (ConnectionException e)
            {
                // Responses that arrived before are still to be read: the reader thread ends the connection.
                failure = e;
            }

            lock (_gate)
            {
                _sendingFailure = failure;
                _session.Output.Consume(count);
                pending = _session.Output.Pending;
                if (pending.IsEmpty || failure is not null || _isClosed)
                {
                    EndSending();
                    return true;
                }

                _offered = count == 0 ? _session.Output.Sent : _session.Output.Written;
            }

            if (count == 0)
            {
                return false;
            }
        }
    }

    /// <summary>Call with the lock.</summary>
    private void EndSending()
    {
        _isSending = false;
        _offered = _session.Output.Sent;
        if (_isClosed)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Receive()
    {
        Exception end;
        try
        {
            while (Take(_socket.ReceiveForAWhile(_session.Input.Free)))
            {
            }

            end = new ConnectionException("the idle timeout has closed the connection");
        }
        catch (OperationCanceledException)
        {
            end = new ConnectionException("the connection is being closed");
        }
        catch (Exception e)
        {
            // It fails the pending calls. Unhandled, it would end the process.
            end = e;
        }

        Finish(
            end is ConnectionException
                && _session.GoAway is PeerGoAway goAway ? ConnectionException.Announced(goAway) : end);
        _ended(this);
    }

    /// <summary>Processes what was received.</summary>
    /// <param name="count">How many bytes; 0 if nothing came within a second.</param>
    /// <returns>Whether the connection stays open.</returns>
    private bool Take(int count)
    {
        bool sends;
        ReadOnlySpan<byte> pending;
        lock (_gate)
        {
            if (count > 0)
            {
                _lastReceived = Stopwatch.GetTimestamp();
                _keepAlive?.OnReceived();
                if (_isSuspect)
                {
                    _isSuspect = false;
                }

                try
                {
                    _session.Take(count);
                }
                finally
                {
                    // Also after a violation that followed a response: no answered stream may remain listed.
                    EndAnswered();
                }

                _session.UpdateWindows();
                if (!_session.CanBegin)
                {
                    LoseWaiting();
                    StopTaking();
                }

                BeginWaiting();
            }
            else if (_sendingFailure is not null)
            {
                throw _sendingFailure;
            }

            // Whether or not something was received: a peer that sends PINGs must not keep the connection open.
            if (_calls.Count == 0 && Environment.TickCount64 - _idleSince >= _idleTimeout.TotalMilliseconds)
            {
                _isOpen = false;
                return false;
            }

            _keepAlive?.Check(hasCalls: _calls.Count > 0);
            sends = TakeSending(out pending);
        }

        ResumeEnded();
        if (sends)
        {
            Send(pending);
        }

        if (count == 0)
        {
            GiveUpLate();
        }

        return true;
    }

    /// <summary>Ends the calls whose responses are complete. Call with the lock.</summary>
    private void EndAnswered()
    {
        while (_session.TakeAnswered() is ClientStream stream)
        {
            var call = (PendingCall)stream.Owner!;
            Remove(call);
            EndStream(call);
            if (call.End())
            {
                AddToResume(call);
            }
        }
    }

    private void AddToResume(PendingCall call)
    {
        if (_firstToResume is null)
        {
            _firstToResume = call;
        }
        else
        {
            _lastToResume!.NextToResume = call;
        }

        _lastToResume = call;
    }

    private void ResumeEnded()
    {
        PendingCall? first = _firstToResume;
        _firstToResume = null;
        Resume(first);
    }

    /// <summary>
    /// Resumes the callers of calls. Threads are woken last, so that one that waits for several calls finds them all.
    /// </summary>
    private static void Resume(PendingCall? first)
    {
        WaitingThread? threads = null;
        while (first is PendingCall call)
        {
            // Unlinked first: a call that was resumed may be reused at once.
            first = call.NextToResume;
            call.NextToResume = null;
            threads = call.Resume(threads);
        }

        WaitingThread.WakeAll(threads);
    }

    private void Finish(Exception end)
    {
        lock (_gate)
        {
            _isOpen = false;
            _isClosed = true;
            _end = end;

            // A call may only report "not sent" once it is known how much the kernel took.
            if (_isSending)
            {
                _socket.Interrupt();
            }

            while (_isSending)
            {
                Monitor.Wait(_gate);
            }

            foreach (PendingCall call in _calls)
            {
                if (call.Lose(end, EndWait(call) ? EdgeSent.None : SentAtLoss(call.Stream, end)))
                {
                    AddToResume(call);
                }
            }

            _calls.Clear();
            _deadlineTimer?.Dispose();
            SendGoAway(end);
            _socket.Dispose();
        }

        ResumeEnded();
    }

    /// <summary>How much of a request the peer can have read, as far as is known without waiting.</summary>
    private EdgeSent SentAtLoss(ClientStream stream, Exception end) =>
        _session.SentOf(stream) is var sent and not EdgeSent.All ? sent
        : end is ConnectionException loss && _session.IsUnprocessed(loss) ? EdgeSent.None
        : _socket.IsUnread(
            stream.RequestBegin, isRequestLast: _session.Output.Written == stream.RequestEnd, Deadline.After(
                TimeSpan.Zero))
            ? EdgeSent.None
        : EdgeSent.All;

    /// <summary>Sends GOAWAY if that is possible without waiting.</summary>
    private void SendGoAway(Exception end)
    {
        try
        {
            _session.Abandon(StatusMapping.ToHttp2Error(end) ?? Http2Error.NoError);
            _socket.TrySend(_session.Output.Pending);
        }
        catch (Exception e) when (e is ConnectionException or Http2Exception)
        {
            // The peer sees the TCP connection close.
        }
    }
}
