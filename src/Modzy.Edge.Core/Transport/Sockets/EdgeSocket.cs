using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// A stream socket whose waits end at a deadline or by <see cref="Interrupt"/>. It is used by one thread at a time, but
/// for the interruption; or by one that receives and another that sends.
/// </summary>
internal sealed unsafe class EdgeSocket : IDisposable
{
    /// <summary>
    /// How long receiving waits at most, set once for the socket: a deadline that is further away needs no system call of
    /// its own. One that is nearer is waited for by poll.
    /// </summary>
    private const int LongestReceiveSeconds = 1;

    private readonly SocketHandle _handle;
    private readonly int _descriptor;
    private volatile bool _interrupted;
    private bool _hasReceived;

    private bool _isEnded;
    private bool _isReset;
    private readonly bool _isTcp;

    /// <summary>To be watched. Valid until <see cref="Dispose"/>.</summary>
    public int Descriptor => _descriptor;

    /// <param name="handle">A connected socket, which belongs to this one from now on.</param>
    /// <param name="isTcp">Whether it is a socket of TCP.</param>
    /// <exception cref="ConnectionException">The system refuses to set it up.</exception>
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

    /// <summary>Whether <see cref="Interrupt"/> was called, after which it receives nothing more.</summary>
    public bool IsInterrupted => _interrupted;

    /// <summary>
    /// Wakes the thread that waits, and lets all its waits to come end at once. What it sends can still be sent. May be
    /// called from any thread until <see cref="Dispose"/>.
    /// </summary>
    public void Interrupt()
    {
        _interrupted = true;
        _handle.Interrupt();
    }

    /// <summary>Sends what can be sent without waiting.</summary>
    /// <returns>How many bytes; 0 if none.</returns>
    /// <exception cref="ConnectionException">The connection is lost.</exception>
    public int TrySend(ReadOnlySpan<byte> data)
    {
        fixed (byte* first = data)
        {
            while (true)
            {
                nint count = Libc.Send(_descriptor, first, (nuint)data.Length, Libc.NoSignal | Libc.DoNotWait);
                if (count >= 0)
                {
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

    /// <summary>Receives what is there without waiting.</summary>
    /// <returns>How many bytes; 0 if there are none yet.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public int TryReceive(Span<byte> buffer) => Receive(buffer, Libc.DoNotWait);

    /// <summary>Waits until there is something to receive.</summary>
    /// <returns>How many bytes, at least 1.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public int Receive(Span<byte> buffer, Deadline deadline)
    {
        while (true)
        {
            bool near = deadline.IsWithin(LongestReceiveSeconds);
            if (near)
            {
                Wait(forSending: false, deadline);
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

    /// <summary>Waits a second at most until there is something to receive.</summary>
    /// <returns>How many bytes; 0 if none have come.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public int ReceiveForAWhile(Span<byte> buffer)
    {
        int count = Receive(buffer, flags: 0);
        if (count == 0)
        {
            ThrowIfPeerIsGone();
        }

        return count;
    }

    /// <summary>Waits until something can be received or, if asked for, sent.</summary>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public PollResult Wait(bool forSending, Deadline deadline)
    {
        short events = forSending ? (short)(Libc.PollIn | Libc.PollOut) : Libc.PollIn;
        short returned = Poll(events, deadline);
        ThrowIfInterrupted();

        // Errors and hang-ups show themselves by receiving.
        return new PollResult((returned & ~Libc.PollOut) != 0, (returned & Libc.PollOut) != 0);
    }

    /// <summary>
    /// Whether the peer is known to have closed the connection before it had read a whole request. To be asked when the connection
    /// is lost.
    /// </summary>
    /// <remarks>
    /// TCP: what ends the connection acknowledges all that the peer's system has received until then. What comes later meets a
    /// reset if the peer has closed the connection; if it has only ended its own half, it is acknowledged and may be read.
    /// Unix domain sockets report a reset exactly if the peer has closed its socket before it has read all.
    /// </remarks>
    /// <param name="first">How many bytes were sent before the request.</param>
    /// <param name="isRequestLast">Whether nothing was sent after it.</param>
    /// <param name="deadline">When to give up waiting for the reset, which takes a round trip.</param>
    public bool IsUnread(long first, bool isRequestLast, Deadline deadline)
    {
        if (!_isTcp)
        {
            return _isReset && isRequestLast;
        }

        Deadline end = Deadline.Earlier(deadline, Deadline.After(TimeSpan.FromSeconds(LongestReceiveSeconds)));
        var entry = new Libc.PollEntry { Socket = _descriptor };
        while (_isEnded && !_interrupted && TcpState.Read(_descriptor) is TcpState state && state.IsNothingAcknowledgedAfter(first))
        {
            if (state.IsClosed)
            {
                return true;
            }

            if (end.IsPast)
            {
                return false;
            }

            // Without events it waits for the reset only, and looks now and then whether something was acknowledged.
            _ = Libc.Poll(&entry, 1, Math.Min(end.PollTimeout, 20));
        }

        return false;
    }

    /// <summary>Whether the peer's system has acknowledged nothing of a request.</summary>
    /// <param name="first">How many bytes were sent before it.</param>
    public bool IsUnacknowledged(long first) =>
        _isTcp && TcpState.Read(_descriptor) is TcpState { HasUnacknowledged: true } state && state.IsNothingAcknowledgedAfter(first);

    /// <summary>
    /// Ends the connection to a peer whose system does not answer any more. To be called every few seconds by who waits without the
    /// methods of this class, which do it themselves.
    /// </summary>
    /// <exception cref="ConnectionException">The peer is gone.</exception>
    public void ThrowIfPeerIsGone()
    {
        if (_isTcp && TcpState.Read(_descriptor) is TcpState { IsPeerGone: true })
        {
            throw ConnectionException.FromError(Libc.TimedOut);
        }
    }

    /// <summary>Waits until something can be sent, or the connection is lost or <see cref="Interrupt"/> was called.</summary>
    public void AwaitWritable()
    {
        var entry = new Libc.PollEntry { Socket = _descriptor, Events = Libc.PollOut | Libc.PollPeerClosed };
        _ = Libc.Poll(&entry, 1, -1);
    }

    public void Dispose() => _handle.Dispose();

    /// <returns>0 if nothing has come, or a signal before it.</returns>
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
            return (int)count;
        }

        return error is Libc.TryAgain or Libc.Interrupted ? 0 : throw Lost(error);
    }

    /// <param name="error">The system's number; 0 where the peer closed the connection in an orderly way.</param>
    private ConnectionException Lost(int error)
    {
        _isEnded |= error == 0;
        _isReset |= error == Libc.ConnectionReset;
        return Describe(error);
    }

    private ConnectionException Describe(int error) => error switch
    {
        0 or Libc.ConnectionReset or Libc.BrokenPipe when !_hasReceived => new ConnectionException(
            "the peer closed the connection before it sent anything", ConnectionFault.NoHandshake),
        0 => new ConnectionException("the connection was closed by the peer"),
        _ => ConnectionException.FromError(error),
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
                throw ConnectionException.FromError(error);
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

/// <summary>What a socket was ready for.</summary>
internal readonly record struct PollResult(bool CanReceive, bool CanSend);
