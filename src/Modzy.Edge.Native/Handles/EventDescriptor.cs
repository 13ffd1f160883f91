using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Handles;

/// <summary>An eventfd: polls readable after Signal, until Clear.</summary>
internal sealed unsafe partial class EventDescriptor : IDisposable
{
    // <sys/eventfd.h>: equal on every Linux architecture that .NET supports.
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>Creates the descriptor. Its number is -1 if the process is at its limit of file descriptors
    /// (EMFILE).</summary>
    public EventDescriptor() => Number = EventFd(0, CloseOnExec | NonBlocking);

    public int Number { get; }

    public void Signal()
    {
        ulong one = 1;
        _ = Write(Number, &one, sizeof(ulong));
    }

    /// <summary>Reads the counter, so that the descriptor no longer polls readable.</summary>
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
