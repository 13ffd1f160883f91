using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Transport.Sockets;

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
