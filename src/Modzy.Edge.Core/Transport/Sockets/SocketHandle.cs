using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>Owns a socket descriptor.</summary>
internal sealed unsafe class SocketHandle : SafeHandleMinusOneIsInvalid
{
    /// <param name="family">The address family (AF_INET and so on).</param>
    /// <exception cref="ConnectionException">The socket cannot be created.</exception>
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

    /// <summary>The user must keep the handle open meanwhile.</summary>
    public int Descriptor { get; }

    /// <summary>Sets an optional socket option. Failures are ignored.</summary>
    public void SetOption(int level, int option, int value) =>
        _ = Libc.SetOption(Descriptor, level, option, in value, sizeof(int));

    /// <summary>Begins to connect without waiting.</summary>
    /// <returns>0 or the errno; EINPROGRESS while the connection is being established.</returns>
    public int BeginConnect(SocketAddress address)
    {
        fixed (byte* first = address.Buffer.Span)
        {
            return Libc.Connect(Descriptor, first, (uint)address.Size) == 0 ? 0 : Marshal.GetLastSystemError();
        }
    }

    /// <summary>SO_ERROR: the errno of a failed connect, or 0.</summary>
    public int PendingError()
    {
        uint length = sizeof(int);
        return Libc.GetOption(Descriptor, Libc.SocketLevel, Libc.PendingError, out int error, ref length) == 0
            ? error
            : Marshal.GetLastSystemError();
    }

    /// <summary>
    /// TCP self-connect: where nothing listens on a local port of the ephemeral range, such as 55000, the kernel can
    /// pick the destination port as the source port. The socket is then connected to itself, and a server cannot bind
    /// the port.
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

    /// <summary>Shuts the receiving side down: ends the waits of a thread that receives or connects.</summary>
    public void Interrupt() => _ = Libc.Shutdown(Descriptor, Libc.ShutdownRead);

    /// <summary>Makes the socket blocking, with SO_RCVTIMEO in seconds.</summary>
    /// <exception cref="ConnectionException">It cannot be set.</exception>
    public void AllowWaiting(int seconds)
    {
        var limit = new Libc.TimeValue { Seconds = seconds };
        uint length = (uint)Unsafe.SizeOf<Libc.TimeValue>();
        if (Libc.SetOption(Descriptor, Libc.SocketLevel, Libc.ReceiveTimeout, in limit, length) < 0
            || Libc.Control(Descriptor, Libc.SetFlags, Libc.Blocking) < 0)
        {
            throw ConnectionException.FromError(Marshal.GetLastSystemError());
        }
    }

    protected override bool ReleaseHandle() => Libc.Close(Descriptor) == 0;
}

/// <summary>The options of TCP sockets.</summary>
internal static class SocketSettings
{
    // Linux: /usr/include/asm-generic/socket.h and /usr/include/netinet/tcp.h.
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
    /// Enables keep-alive probes, which detect an unreachable peer of an idle connection after about 20 seconds; for
    /// data in flight see <see cref="TcpState.IsPeerGone"/>. HTTP/2 PINGs are not used: gRPC servers close connections
    /// that ping more often than once in five minutes.
    /// </summary>
    /// <param name="set">Sets an option: level, option, value.</param>
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

/// <summary>An epoll instance that watches one socket, edge-triggered.</summary>
internal sealed unsafe class SocketEpoll : SafeHandleMinusOneIsInvalid
{
    /// <summary>
    /// struct epoll_event has 12 bytes on some architectures and 16 on others. It begins with the events.
    /// </summary>
    private const int EntryWords = 4;

    private readonly int _descriptor;

    /// <exception cref="ConnectionException">The process has no file descriptor left, or the system no
    /// memory.</exception>
    public SocketEpoll(EdgeSocket socket)
        : base(ownsHandle: true)
    {
        _descriptor = Libc.CreateEvents(Libc.EventsCloseOnExec);
        SetHandle(_descriptor);
        uint* entry = stackalloc uint[EntryWords];
        entry[0] = Libc.EventsOfSocket;
        if (IsInvalid || Libc.ControlEvents(_descriptor, Libc.EventsAdd, socket.Descriptor, entry) < 0)
        {
            int error = Marshal.GetLastSystemError();
            Dispose();
            throw ConnectionException.FromError(error);
        }
    }

    /// <summary>Waits until the socket becomes readable or writable, or fails. Can return early.</summary>
    public void Wait(int timeoutMilliseconds)
    {
        uint* entry = stackalloc uint[EntryWords];
        _ = Libc.WaitForEvents(_descriptor, entry, 1, timeoutMilliseconds);
    }

    protected override bool ReleaseHandle() => Libc.Close(_descriptor) == 0;
}
