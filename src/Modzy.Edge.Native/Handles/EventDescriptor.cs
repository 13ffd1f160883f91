using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Handles;

/// <summary>A file descriptor that polls readable from the moment it is signalled until it is cleared: Linux's eventfd.</summary>
internal sealed unsafe partial class EventDescriptor : IDisposable
{
    // <sys/eventfd.h>: the same on every architecture of Linux that .NET knows.
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>Makes a descriptor; its number is -1 if the process has none left.</summary>
    public EventDescriptor() => Number = EventFd(0, CloseOnExec | NonBlocking);

    public int Number { get; }

    public void Signal()
    {
        ulong one = 1;
        _ = Write(Number, &one, sizeof(ulong));
    }

    /// <summary>Lets it not poll readable any more, until it is signalled again.</summary>
    public void Clear()
    {
        ulong value;
        _ = Read(Number, &value, sizeof(ulong));
    }

    public void Dispose()
    {
        if (Number >= 0)
        {
            _ = Close(Number);
        }
    }

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
