using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Sharing;

internal sealed partial class SharedConnection
{
    /// <summary>
    /// The first of those that are to be woken when the lock is free. Belongs to the thread that receives, which
    /// must not fail for want of memory: with it the process would end.
    /// </summary>
    private SharedCall? _toWake;
    private Thread? _reader;

    /// <summary>Whether a thread is about to send what there is in the output.</summary>
    private bool _isSending;
    private ConnectionException? _sendingFailure;

    /// <summary>How many of all bytes that were written the system may have taken by now.</summary>
    private long _offered;

    /// <summary>Takes no more calls, and ends: at once if there are none, otherwise when they are over.</summary>
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

    /// <summary>Takes no more calls, and ends when those that there are are over.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            StopTaking();
        }
    }

    /// <summary>Begins to receive.</summary>
    /// <exception cref="OutOfMemoryException">There can be no other thread.</exception>
    public void Start()
    {
        _reader = LibraryThread.Start(Receive, StackSize);
    }

    /// <summary>To be called with the lock.</summary>
    private void StopTaking()
    {
        _isOpen = false;
        if (_calls.Count == 0 && !_isClosed)
        {
            _socket.Interrupt();
        }
    }

    /// <summary>Whether there is something to send, which is then for the caller to do. To be called with the lock.</summary>
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

    /// <summary>Sends what there is, and what others add meanwhile. For what the system does not take yet, a thread waits.</summary>
    private void Send(ReadOnlySpan<byte> pending)
    {
        if (TrySend(pending))
        {
            return;
        }

        try
        {
            LibraryThread.Start(SendWhenPossible, StackSize);
        }
        catch (OutOfMemoryException)
        {
            // The thread that receives tries again after a second.
            lock (_gate)
            {
                EndSending();
            }
        }
    }

    private void SendWhenPossible()
    {
        ReadOnlySpan<byte> pending;
        do
        {
            _socket.AwaitRoom();
            lock (_gate)
            {
                pending = _session.Output.Pending;
                _offered = _session.Output.Written;
            }
        }
        while (!TrySend(pending));
    }

    /// <summary>Sends without waiting.</summary>
    /// <returns>Whether the sending is over; otherwise there is more, and it is still for the caller to send.</returns>
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
                // What the peer has said before may be the answer to some calls: the thread that receives will see it.
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

    /// <summary>To be called with the lock.</summary>
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

            end = new ConnectionException("the connection was not needed any more");
        }
        catch (OperationCanceledException)
        {
            end = new ConnectionException("the connection is being closed");
        }
        catch (Exception e)
        {
            // Whatever it is, it is for those that wait for answers, and must not end the process.
            end = e;
        }

        Finish(end is ConnectionException && _session.GoAway is PeerGoAway goAway ? ConnectionException.Announced(goAway) : end);
        _ended(this);
    }

    /// <summary>Takes what has come.</summary>
    /// <param name="count">How many bytes; 0 if nothing has come for a while.</param>
    /// <returns>Whether the connection is still needed.</returns>
    private bool Take(int count)
    {
        bool sends;
        ReadOnlySpan<byte> pending;
        lock (_gate)
        {
            if (count > 0)
            {
                Hear();
                _session.Take(count);
                EndAnswered();
                _session.ReopenWindows();
                if (!_session.CanBegin)
                {
                    StopTaking();
                }
            }
            else if (_sendingFailure is not null)
            {
                throw _sendingFailure;
            }

            // Also if something has come: a peer may send pings for ever.
            if (_calls.Count == 0 && Environment.TickCount64 - _idleSince >= _idleTimeout.TotalMilliseconds)
            {
                _isOpen = false;
                return false;
            }

            sends = TakeSending(out pending);
        }

        Wake();
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

    private void EndAnswered()
    {
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            SharedCall call = _calls[i];
            if (call.Stream.IsAnswered)
            {
                _calls.RemoveAt(i);
                EndStream(call);
                _pings = 0;
                if (call.End())
                {
                    AddToWake(call);
                }
            }
        }
    }

    private void AddToWake(SharedCall call)
    {
        call.NextToWake = _toWake;
        _toWake = call;
    }

    private void Wake()
    {
        SharedCall? first = _toWake;
        _toWake = null;
        Wake(first);
    }

    private static void Wake(SharedCall? first)
    {
        while (first is SharedCall call)
        {
            // Before it is woken: then it may be used for another call.
            first = call.NextToWake;
            call.NextToWake = null;
            call.Wake();
        }
    }

    private void Finish(Exception end)
    {
        lock (_gate)
        {
            _isOpen = false;
            _isClosed = true;
            _end = end;

            // Before it is known what has left, nobody may be told that a call did not.
            if (_isSending)
            {
                _socket.Interrupt();
            }

            while (_isSending)
            {
                Monitor.Wait(_gate);
            }

            EndAnswered();
            foreach (SharedCall call in _calls)
            {
                if (call.Lose(end, SentAtLoss(call.Stream)))
                {
                    AddToWake(call);
                }
            }

            _calls.Clear();
            _alarm?.Dispose();
            SayGoodBye(end);
            _socket.Dispose();
        }

        Wake();
    }

    /// <summary>How much was sent of a request whose connection is lost. What the peer has read is not waited for.</summary>
    private EdgeSent SentAtLoss(ClientStream stream) =>
        _session.SentOf(stream) is var sent and not EdgeSent.All ? sent
        : _socket.IsUnread(stream.RequestBegin, isRequestLast: _session.Output.Written == stream.RequestEnd, Deadline.After(TimeSpan.Zero))
            ? EdgeSent.None
        : EdgeSent.All;

    /// <summary>As far as that is possible without waiting.</summary>
    private void SayGoodBye(Exception end)
    {
        try
        {
            _session.Abandon(LocalFailure.ViolationIn(end) ?? Http2Error.NoError);
            _socket.TrySend(_session.Output.Pending);
        }
        catch (Exception e) when (e is ConnectionException or Http2Exception)
        {
            // The peer will notice that the connection is gone.
        }
    }
}
