using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Headroom;

/// <summary>Small files of the kernel. What is not there is empty: no exception, which would cost more than the file.</summary>
internal static unsafe partial class LinuxFile
{
    /// <summary>As much of a file as is read.</summary>
    public const int Longest = 4096;

    /// <summary>O_RDONLY and O_CLOEXEC.</summary>
    private const int ReadOnly = 0x80000;

    /// <param name="path">The path, with a NUL behind it.</param>
    /// <param name="buffer">Receives the content.</param>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            return default;
        }

        nint count = Read(descriptor, buffer, (nuint)buffer.Length);
        _ = Close(descriptor);
        return buffer[..(int)Math.Max(count, 0)];
    }

    /// <summary>The number at the beginning; null if there is none.</summary>
    public static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text.TrimStart(" \t"u8), out long number, out _) ? number : null;

    /// <summary>The number behind a name at the beginning of a line; null if there is none.</summary>
    public static long? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        foreach (Range line in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> candidate = text[line];
            if (candidate.StartsWith(name) && Number(candidate[name.Length..]) is long number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>What a resource is limited to, in bytes; null for no limit.</summary>
    public static long? ResourceLimit(int resource)
    {
        ulong* limits = stackalloc ulong[2];
        return GetResourceLimit(resource, limits) == 0 && limits[0] <= long.MaxValue ? (long)limits[0] : null;
    }

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetResourceLimit(int resource, ulong* limits);
}
