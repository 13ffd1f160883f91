using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>Closes a socket, at the latest when nobody knows it any more.</summary>
internal sealed unsafe class SocketHandle : SafeHandleMinusOneIsInvalid
{
    /// <param name="family">The address family, as the system numbers it.</param>
    /// <exception cref="ConnectionException">The system has no socket left, or the process none it may have.</exception>
    public SocketHandle(int family)
        : base(ownsHandle: true)
    {
        Descriptor = Libc.Socket(family, Libc.Stream, 0);
        if (Descriptor < 0)
        {
            throw ConnectionException.FromError(Marshal.GetLastSystemError());
        }

        SetHandle(Descriptor);
    }

    /// <summary>Whoever uses it must keep the handle from being closed meanwhile.</summary>
    public int Descriptor { get; }

    /// <summary>Sets an option that can be done without: a system that does not know it is no reason to fail.</summary>
    public void SetOption(int level, int option, int value) =>
        _ = Libc.SetOption(Descriptor, level, option, in value, sizeof(int));

    /// <summary>Begins to connect.</summary>
    /// <returns>0, or the system's number of what is wrong; EINPROGRESS if it takes time.</returns>
    public int BeginConnect(SocketAddress address)
    {
        fixed (byte* first = address.Buffer.Span)
        {
            return Libc.Connect(Descriptor, first, (uint)address.Size) == 0 ? 0 : Marshal.GetLastSystemError();
        }
    }

    /// <summary>Why connecting failed, by the system's number; 0 if it did not.</summary>
    public int PendingError()
    {
        uint length = sizeof(int);
        return Libc.GetOption(Descriptor, Libc.SocketLevel, Libc.PendingError, out int error, ref length) == 0
            ? error
            : Marshal.GetLastSystemError();
    }

    /// <summary>
    /// TCP self-connect: where nobody listens on a local port of the range for outgoing connections, and 55000 is one, the kernel
    /// can pick the destination port as the source port. Both ends are then here, and a server that wants to listen there finds the
    /// port taken.
    /// </summary>
    public bool IsConnectedToItself()
    {
        byte* own = stackalloc byte[Libc.LongestAddress];
        byte* peer = stackalloc byte[Libc.LongestAddress];
        uint ownLength = Libc.LongestAddress;
        uint peerLength = Libc.LongestAddress;
        return Libc.GetOwnName(Descriptor, own, ref ownLength) == 0
            && Libc.GetPeerName(Descriptor, peer, ref peerLength) == 0
            && new ReadOnlySpan<byte>(own, (int)ownLength).SequenceEqual(new ReadOnlySpan<byte>(peer, (int)peerLength));
    }

    /// <summary>Ends the wait of a thread that receives or connects. What is sent can still be sent.</summary>
    public void Interrupt() => _ = Libc.Shutdown(Descriptor, Libc.ShutdownRead);

    /// <summary>Lets receiving wait from now on, but not longer than the given time, in seconds.</summary>
    /// <exception cref="ConnectionException">The system refuses.</exception>
    public void AllowWaiting(int seconds)
    {
        var limit = new Libc.TimeValue { Seconds = seconds };
        if (Libc.SetOption(Descriptor, Libc.SocketLevel, Libc.ReceiveTimeout, in limit, (uint)Unsafe.SizeOf<Libc.TimeValue>()) < 0
            || Libc.Control(Descriptor, Libc.SetFlags, Libc.Blocking) < 0)
        {
            throw ConnectionException.FromError(Marshal.GetLastSystemError());
        }
    }

    protected override bool ReleaseHandle() => Libc.Close(Descriptor) == 0;
}

/// <summary>How every TCP socket to an edge is set up.</summary>
internal static class SocketSettings
{
    // The numbers of Linux: /usr/include/asm-generic/socket.h and /usr/include/netinet/tcp.h.
    private const int SocketLevel = 1;
    private const int KeepAlive = 9;
    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;
    private const int TcpKeepAliveTime = 4;
    private const int TcpKeepAliveInterval = 5;
    private const int TcpKeepAliveRetryCount = 6;

    private const int IdleSeconds = 10;
    private const int ProbeSeconds = 5;
    private const int Probes = 2;

    /// <summary>
    /// Lets TCP itself notice a peer that is gone without a word, after about 20 seconds, while nothing is under way to it; for
    /// what is under way see <see cref="TcpState.IsPeerGone"/>. HTTP/2 pings would notice too, but gRPC servers close
    /// connections that ping more often than once in five minutes.
    /// </summary>
    /// <param name="set">Sets an option: its level, its number, its value, as Linux numbers them.</param>
    public static void Apply(Action<int, int, int> set)
    {
        set(TcpLevel, TcpNoDelay, 1);
        set(SocketLevel, KeepAlive, 1);
        set(TcpLevel, TcpKeepAliveTime, IdleSeconds);
        set(TcpLevel, TcpKeepAliveInterval, ProbeSeconds);
        set(TcpLevel, TcpKeepAliveRetryCount, Probes);
    }

    /// <inheritdoc cref="Apply(Action{int, int, int})"/>
    public static void Apply(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
