using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Direct.Io;

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

    private EdgeSocket(SocketHandle handle)
    {
        _handle = handle;
        _descriptor = handle.Descriptor;
    }

    /// <summary>To be watched. Valid until <see cref="Dispose"/>.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Connects.</summary>
    /// <exception cref="ConnectionException">It is impossible, or was not possible in time.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EdgeSocket Connect(EndPoint endpoint, Deadline deadline, CancellationToken cancellation)
    {
        // The address begins with its family, as the system numbers it.
        SocketAddress address = endpoint.Serialize();
        var handle = new SocketHandle(MemoryMarshal.Read<ushort>(address.Buffer.Span));
        if (endpoint.AddressFamily != AddressFamily.Unix)
        {
            SocketSettings.Apply(handle.SetOption);
        }

        var socket = new EdgeSocket(handle);
        try
        {
            using (cancellation.UnsafeRegister(static socket => ((EdgeSocket)socket!).Interrupt(), socket))
            {
                socket.Connect(address, deadline);
            }

            if (endpoint.AddressFamily != AddressFamily.Unix && socket.IsConnectedToItself())
            {
                throw ConnectionException.FromError(Libc.ConnectionRefused);
            }

            handle.AllowWaiting(LongestReceiveSeconds);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Wakes the thread that waits, and lets all its waits to come end at once. What it sends can still be sent. May be
    /// called from any thread until <see cref="Dispose"/>.
    /// </summary>
    public void Interrupt()
    {
        _interrupted = true;
        _ = Libc.Shutdown(_descriptor, Libc.ShutdownRead);
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
        }
    }

    /// <summary>Waits a second at most until there is something to receive.</summary>
    /// <returns>How many bytes; 0 if none have come.</returns>
    /// <exception cref="ConnectionException">The connection is lost, or the peer has closed it.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public int ReceiveForAWhile(Span<byte> buffer) => Receive(buffer, flags: 0);

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
    private ConnectionException Lost(int error) => error switch
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
            int ready = Libc.Poll(&entry, 1, Interruption.Limit(deadline).PollTimeout);
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
        }
    }

    private void Connect(SocketAddress address, Deadline deadline)
    {
        int error = 0;
        fixed (byte* first = address.Buffer.Span)
        {
            if (Libc.Connect(_descriptor, first, (uint)address.Size) < 0)
            {
                error = Marshal.GetLastSystemError();
            }
        }

        if (error is Libc.InProgress or Libc.Interrupted)
        {
            Poll(Libc.PollOut, deadline);
            ThrowIfInterrupted();
            error = PendingError();
        }

        ThrowIfInterrupted();
        if (error != 0)
        {
            // A local listener without room answers "try again" at once, and nothing tells when there is room.
            throw error == Libc.TryAgain
                ? new ConnectionException("the listener has no room for another connection")
                : ConnectionException.FromError(error);
        }
    }

    /// <summary>
    /// Where nobody listens on a local port that the system also gives to connections, and 55000 is one, it comes to give a
    /// connection its own goal as its origin. Both ends are then here, and whoever wants to listen there finds the port taken.
    /// </summary>
    private bool IsConnectedToItself()
    {
        byte* own = stackalloc byte[Libc.LongestAddress];
        byte* peer = stackalloc byte[Libc.LongestAddress];
        uint ownLength = Libc.LongestAddress;
        uint peerLength = Libc.LongestAddress;
        return Libc.GetOwnName(_descriptor, own, ref ownLength) == 0
            && Libc.GetPeerName(_descriptor, peer, ref peerLength) == 0
            && new ReadOnlySpan<byte>(own, (int)ownLength).SequenceEqual(new ReadOnlySpan<byte>(peer, (int)peerLength));
    }

    private int PendingError()
    {
        uint length = sizeof(int);
        return Libc.GetOption(_descriptor, Libc.SocketLevel, Libc.PendingError, out int error, ref length) == 0
            ? error
            : Marshal.GetLastSystemError();
    }

    private void ThrowIfInterrupted()
    {
        if (_interrupted)
        {
            throw new OperationCanceledException();
        }
    }
}
