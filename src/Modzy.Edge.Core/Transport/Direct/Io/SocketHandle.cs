using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>Closes a socket, at the latest when nobody knows it any more.</summary>
internal sealed class SocketHandle : SafeHandleMinusOneIsInvalid
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
