using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// A stream socket whose waits end at a deadline or by <see cref="Interrupt"/>. One thread may receive and one may send
/// at a time; any thread may interrupt. <see cref="Tls.TlsSocket"/> is one with TLS.
/// </summary>
internal unsafe class EdgeSocket : IDisposable
{
    /// <summary>
    /// SO_RCVTIMEO, set once: a deadline that is further away needs no additional system call. For one that is nearer,
    /// poll waits.
    /// </summary>
    private const int LongestReceiveSeconds = 1;

    private readonly SocketHandle _handle;
    private readonly int _descriptor;
    private volatile bool _interrupted;
    private bool _hasReceived;
    private bool _isDisposed;

    private bool _isEnded;
    private bool _isReset;
    private readonly bool _isTcp;

    /// <summary>Counts the bytes, and the connection; null to count nothing.</summary>
    public SocketCounters? Counters { get; set; }

    /// <summary>For epoll. Valid until <see cref="Dispose"/>.</summary>
    public int Descriptor => _descriptor;

    /// <param name="handle">A connected socket, owned by this instance from now on.</param>
    /// <param name="isTcp">Whether it is a TCP socket.</param>
    /// <exception cref="ConnectionException">A socket option cannot be set.</exception>
    public EdgeSocket(SocketHandle handle, bool isTcp)
    {
        _handle = handle;
        _descriptor = handle.Descriptor;
        _isTcp = isTcp;
        try
        {
            handle.AllowWaiting(LongestReceiveSeconds);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether <see cref="Interrupt"/> was called. The socket receives nothing after that.</summary>
    public bool IsInterrupted => _interrupted;

    /// <summary>
    /// Ends the present and all later waits. Sending still works. May be called from any thread until
    /// <see cref="Dispose"/>.
    /// </summary>
    public void Interrupt()
    {
        _interrupted = true;
        _handle.Interrupt();
    }

    /// <summary>
    /// Whether bytes of the next <see cref="TrySend"/> were encrypted and not sent: they cannot be taken back.
    /// </summary>
    public virtual bool HasUnsentRecords => false;

    /// <summary>Sends without waiting.</summary>
    /// <param name="data">Begins with what was offered before and not taken.</param>
    /// <returns>How many bytes the kernel has taken; 0 if its buffer is full.</returns>
    /// <exception cref="ConnectionException">The connection is lost.</exception>
    public virtual int TrySend(ReadOnlySpan<byte> data)
    {
        fixed (byte* first = data)
        {
            while (true)
            {
                nint count = Libc.Send(_descriptor, first, (nuint)data.Length, Libc.NoSignal | Libc.DoNotWait);
                if (count >= 0)
                {
                    Counters?.OnSent((int)count);
                    return (int)count;
                }

                int error = Marshal.GetLastSystemError();
                if (error != Libc.Interrupted)
                {
                    return error == Libc.TryAgain ? 0 : throw Lost(error);
                }
            }
        }
    }

    /// <summary>Receives without waiting.</summary>
    /// <returns>How many bytes; 0 if none are available.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public virtual int TryReceive(Span<byte> buffer) => Receive(buffer, Libc.DoNotWait);

    /// <summary>Waits until something is received.</summary>
    /// <returns>How many bytes, at least 1.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public virtual int Receive(Span<byte> buffer, Deadline deadline)
    {
        while (true)
        {
            bool near = deadline.IsWithin(LongestReceiveSeconds);
            if (near)
            {
                // Not Wait: bytes of the socket are wanted, and TLS may have some that were received before.
                Poll(Libc.PollIn, deadline);
            }

            int count = Receive(buffer, near ? Libc.DoNotWait : 0);
            if (count > 0)
            {
                return count;
            }

            Interruption.Check();
            if (!near)
            {
                ThrowIfPeerIsGone();
            }
        }
    }

    /// <summary>Waits a second at most until something is received.</summary>
    /// <returns>How many bytes; 0 if none were received.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public virtual int ReceiveForAWhile(Span<byte> buffer)
    {
        int count = Receive(buffer, flags: 0);
        if (count == 0)
        {
            ThrowIfPeerIsGone();
        }

        return count;
    }

    /// <summary>Waits until the socket is readable or, optionally, writable.</summary>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public virtual PollResult Wait(bool forSending, Deadline deadline)
    {
        short events = forSending ? (short)(Libc.PollIn | Libc.PollOut) : Libc.PollIn;
        short returned = Poll(events, deadline);
        ThrowIfInterrupted();

        // POLLERR and POLLHUP are reported by the next recv.
        return new PollResult((returned & ~Libc.PollOut) != 0, (returned & Libc.PollOut) != 0);
    }

    /// <summary>
    /// Whether the peer is known to have closed the connection before it had read a whole request. Call after the
    /// connection was lost.
    /// </summary>
    /// <remarks>
    /// TCP: the peer's FIN acknowledges all that its kernel has received until then. Later data is answered by RST if
    /// the peer has closed the socket; after shutdown(SHUT_WR) it is acknowledged and may be read. Unix domain sockets
    /// report ECONNRESET exactly if the peer has closed its socket with unread data.
    /// </remarks>
    /// <param name="first">How many bytes precede the request on the connection.</param>
    /// <param name="isRequestLast">Whether nothing was sent after the request.</param>
    /// <param name="deadline">Bounds the wait for the RST, which takes a round trip.</param>
    public virtual bool IsUnread(long first, bool isRequestLast, Deadline deadline)
    {
        if (!_isTcp)
        {
            return _isReset && isRequestLast;
        }

        Deadline end = Deadline.Earlier(deadline, Deadline.After(TimeSpan.FromSeconds(LongestReceiveSeconds)));
        var entry = new Libc.PollEntry { Socket = _descriptor };
        while (_isEnded && !_interrupted && TcpState.Read(_descriptor) is TcpState state
            && state.IsNothingAcknowledgedAfter(first))
        {
            if (state.IsClosed)
            {
                return true;
            }

            if (end.IsPast)
            {
                return false;
            }

            // Without events poll reports the RST only. The timeout rechecks the acknowledged bytes.
            _ = Libc.Poll(&entry, 1, Math.Min(end.PollTimeout, 20));
        }

        return false;
    }

    /// <summary>
    /// Receives the FIN that follows other bytes, which it drops. Waits only while <see cref="IsUnread"/> could prove
    /// anything with it.
    /// </summary>
    /// <param name="first">How many bytes precede the request on the connection.</param>
    /// <param name="deadline">Bounds the wait.</param>
    protected void AwaitEnd(long first, Deadline deadline)
    {
        var entry = new Libc.PollEntry { Socket = _descriptor, Events = Libc.PollIn };
        Span<byte> dropped = stackalloc byte[1024];
        try
        {
            do
            {
                if (Receive(dropped, Libc.DoNotWait) == 0)
                {
                    // The timeout rechecks the acknowledged bytes.
                    _ = Libc.Poll(&entry, 1, Math.Min(deadline.PollTimeout, 20));
                }
            }
            while (!deadline.IsPast
                && (!_isTcp || TcpState.Read(_descriptor)?.IsNothingAcknowledgedAfter(first) == true));
        }
        catch (Exception e) when (e is ConnectionException or OperationCanceledException)
        {
            // The FIN or a reset, which is recorded; or the connection is being closed.
        }
    }

    /// <summary>Whether the peer's kernel has acknowledged nothing of a request.</summary>
    /// <param name="first">How many bytes precede it on the connection.</param>
    public virtual bool IsUnacknowledged(long first) =>
        _isTcp && TcpState.Read(_descriptor) is TcpState { HasUnacknowledged: true } state
            && state.IsNothingAcknowledgedAfter(first);

    /// <summary>
    /// Throws if the peer's kernel no longer responds. The waits of this class call it; call it every few seconds in
    /// other waits.
    /// </summary>
    /// <exception cref="ConnectionException">The peer is unreachable.</exception>
    public void ThrowIfPeerIsGone()
    {
        if (_isTcp && TcpState.Read(_descriptor) is TcpState { IsPeerGone: true })
        {
            throw Describe(Libc.TimedOut);
        }
    }

    /// <summary>
    /// Waits until the socket is writable, the connection is lost, or <see cref="Interrupt"/> was called.
    /// </summary>
    public void AwaitWritable()
    {
        var entry = new Libc.PollEntry { Socket = _descriptor, Events = Libc.PollOut | Libc.PollPeerClosed };
        _ = Libc.Poll(&entry, 1, -1);
    }

    /// <summary>Waits until the socket is writable, or the connection is lost.</summary>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public void AwaitWritable(Deadline deadline)
    {
        Poll(Libc.PollOut | Libc.PollPeerClosed, deadline);
        ThrowIfInterrupted();
    }

    /// <summary>Gives back the memory that a long message took.</summary>
    public virtual void TrimBuffers()
    {
    }

    public virtual void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            Counters?.OnClosed();
        }

        _handle.Dispose();
    }

    /// <returns>0 if nothing was received, or a signal interrupted recv.</returns>
    private int Receive(Span<byte> buffer, int flags)
    {
        nint count;
        fixed (byte* first = buffer)
        {
            count = Libc.Receive(_descriptor, first, (nuint)buffer.Length, flags);
        }

        int error = count < 0 ? Marshal.GetLastSystemError() : 0;
        ThrowIfInterrupted();
        if (count > 0)
        {
            _hasReceived = true;
            Counters?.OnReceived((int)count);
            return (int)count;
        }

        return error is Libc.TryAgain or Libc.Interrupted ? 0 : throw Lost(error);
    }

    /// <param name="error">The errno; 0 after a FIN.</param>
    private ConnectionException Lost(int error)
    {
        _isEnded |= error == 0;
        _isReset |= error == Libc.ConnectionReset;
        return Describe(error);
    }

    /// <param name="error">The errno; 0 after a FIN.</param>
    protected virtual ConnectionException Describe(int error) => error switch
    {
        0 or Libc.ConnectionReset or Libc.BrokenPipe when !_hasReceived => new ConnectionException(
            "the peer closed the connection before it sent anything", ConnectionFault.NoHandshake),
        0 => new ConnectionException("the connection was closed by the peer"),
        _ => ConnectionException.FromError(error, _hasReceived ? ConnectionFault.Lost : ConnectionFault.Unreachable),
    };

    private short Poll(short events, Deadline deadline)
    {
        var entry = new Libc.PollEntry { Socket = _descriptor, Events = events };
        while (true)
        {
            bool near = deadline.IsWithin(LongestReceiveSeconds);
            int ready = Libc.Poll(&entry, 1, near ? deadline.PollTimeout : LongestReceiveSeconds * 1000);
            if (ready > 0)
            {
                return entry.Returned;
            }

            int error = ready < 0 ? Marshal.GetLastSystemError() : 0;
            ThrowIfInterrupted();
            if (error is not (0 or Libc.Interrupted))
            {
                throw Describe(error);
            }

            if (deadline.IsPast)
            {
                throw new TimeoutException();
            }

            Interruption.Check();
            if (!near)
            {
                ThrowIfPeerIsGone();
            }
        }
    }

    private void ThrowIfInterrupted()
    {
        if (_interrupted)
        {
            throw new OperationCanceledException();
        }
    }
}

/// <summary>The result of poll.</summary>
internal readonly record struct PollResult(bool CanReceive, bool CanSend);
