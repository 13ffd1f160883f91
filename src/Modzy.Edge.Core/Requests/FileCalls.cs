using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>
/// System calls on files of Linux. The framework's methods do not accept paths that are not UTF-8, treat a device as an
/// empty file, and do not report the errno.
/// </summary>
internal static unsafe partial class FileCalls
{
    // <fcntl.h> and <sys/stat.h>: the same on every architecture that .NET supports.
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int NoControllingTerminal = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint TypeAndSize = 0x1 | 0x200;
    private const int TypeMask = 0xf000;
    private const int Interrupted = 4;

    /// <summary>The path, NUL-terminated.</summary>
    /// <exception cref="EdgeException">The path is invalid.</exception>
    public static byte[] PathOf(EdgeFile file, FileErrors errors)
    {
        byte[] path = file.PathBytes ?? StrictUtf8.Encode(file.Path, errors.Parameter);
        if (path.Contains((byte)0))
        {
            throw EdgeException.InvalidArgument(errors.Parameter, "holds a NUL character, which no path can; remove it.");
        }

        return path;
    }

    /// <summary>Opens with O_NONBLOCK: opening a FIFO without a writer would block past every deadline.</summary>
    /// <exception cref="EdgeException">It cannot be opened.</exception>
    public static SafeFileHandle Open(byte[] path, FileErrors errors)
    {
        byte[] terminated = [.. path, 0];
        while (true)
        {
            int descriptor = OpenFile(terminated, CloseOnExec | NonBlocking | NoControllingTerminal);
            int errno = Marshal.GetLastPInvokeError();
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            if (errno != Interrupted)
            {
                throw errors.Failed(errno);
            }
        }
    }

    /// <summary>The size of a regular file.</summary>
    /// <exception cref="EdgeException">It is not a regular file.</exception>
    public static long SizeOf(SafeFileHandle file, FileErrors errors)
    {
        StatX status = default;
        if (Stat(file, [0], EmptyPath, TypeAndSize, &status) < 0)
        {
            throw errors.Failed(Marshal.GetLastPInvokeError());
        }

        string? other = (status.Mode & TypeMask) switch
        {
            0x8000 => null,
            0x4000 => "a directory",
            0x2000 => "a character device",
            0x6000 => "a block device",
            0x1000 => "a pipe",
            _ => "no regular file",
        };
        return other is null ? (long)status.Size : throw errors.NotRegular(other);
    }

    /// <summary>Reads some bytes; 0 at the end of the file.</summary>
    /// <exception cref="EdgeException">It cannot be read.</exception>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset, FileErrors errors)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = ReadAt(file, start, (nuint)buffer.Length, offset);
            }

            if (count >= 0)
            {
                return (int)count;
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno != Interrupted)
            {
                throw errors.Failed(errno);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenFile(byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Stat(SafeFileHandle directory, byte[] path, int flags, uint mask, StatX* status);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAt(SafeFileHandle file, byte* buffer, nuint count, long offset);

    /// <summary>struct statx, whose layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;
    }
}
