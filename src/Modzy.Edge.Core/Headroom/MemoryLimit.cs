using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Modzy.Edge.Headroom;

/// <summary>A limit on the memory of this process.</summary>
/// <param name="Name">Its name, for the error message.</param>
/// <param name="Bytes">Its value.</param>
/// <param name="Available">The bytes left under it.</param>
/// <param name="Remedy">How to raise it.</param>
internal readonly record struct MemoryLimit(string Name, long Bytes, long Available, string Remedy)
{
    private const int AddressSpace = 9;
    private const int DataSegment = 2;

    // The columns of /proc/self/statm: pages of all memory, and of data and stack.
    private const int AllPages = 0;
    private const int DataPages = 5;

    private static MemoryLimit None { get; } = new("none", long.MaxValue, long.MaxValue, "");

    /// <summary>The limit with the least bytes left.</summary>
    public static MemoryLimit Tightest()
    {
        MemoryLimit tightest = None;
        if (!OperatingSystem.IsLinux())
        {
            return tightest;
        }

        Span<byte> buffer = stackalloc byte[LinuxFile.Longest];
        foreach (MemoryLimit limit in (ReadOnlySpan<MemoryLimit>)
            [
                Physical(buffer),
                CgroupMemory.Limit(buffer),
                OfProcess(AddressSpace, AllPages, "the limit of address space (ulimit -v)", "Raise ulimit -v", buffer),
                OfProcess(DataSegment, DataPages, "the limit of data (ulimit -d)", "Raise ulimit -d", buffer),
            ])
        {
            tightest = limit.Available < tightest.Available ? limit : tightest;
        }

        return tightest;
    }

    /// <summary>No limit, or one that cannot be read.</summary>
    public static MemoryLimit Unlimited() => None;

    private static MemoryLimit Physical(Span<byte> buffer)
    {
        ReadOnlySpan<byte> text = LinuxFile.Read("/proc/meminfo\0"u8, buffer);
        return LinuxFile.Find(text, "MemTotal:"u8) is long total && LinuxFile.Find(text, "MemAvailable:"u8) is long available
            ? new MemoryLimit("the memory of this machine", total * 1024, available * 1024, "Free memory on it")
            : None;
    }

    private static MemoryLimit OfProcess(int resource, int column, string name, string remedy, Span<byte> buffer)
    {
        if (LinuxFile.ResourceLimit(resource) is not long limit)
        {
            return None;
        }

        ReadOnlySpan<byte> text = LinuxFile.Read("/proc/self/statm\0"u8, buffer);
        foreach (Range range in text.Split((byte)' '))
        {
            if (column-- == 0)
            {
                return LinuxFile.Number(text[range]) is long pages
                    ? new MemoryLimit(name, limit, limit - (pages * Environment.SystemPageSize), remedy)
                    : None;
            }
        }

        return None;
    }
}

/// <summary>The memory limits of the process' cgroup and its ancestors.</summary>
internal static class CgroupMemory
{
    private static readonly (string Root, string Limit, string Usage, string Reclaimable) _first =
        ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

    private static readonly (string Root, string Limit, string Usage, string Reclaimable) _second =
        ("/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file");

    /// <summary>The limit with the least bytes left.</summary>
    public static MemoryLimit Limit(Span<byte> buffer)
    {
        MemoryLimit tightest = MemoryLimit.Unlimited();
        string text = Encoding.UTF8.GetString(LinuxFile.Read("/proc/self/cgroup\0"u8, buffer));
        foreach (string line in text.Split('\n'))
        {
            // 4:memory:/path of version 1, and 0::/path of version 2.
            string[] fields = line.Split(':', 3);
            if (fields.Length == 3 && (fields[1].Length == 0 || fields[1].Split(',').Contains("memory")))
            {
                MemoryLimit limit = Tightest(fields[1].Length == 0 ? _second : _first, fields[2], buffer);
                tightest = limit.Available < tightest.Available ? limit : tightest;
            }
        }

        return tightest;
    }

    /// <summary>
    /// Walks up from the cgroup of the process. In a container the path can be that of the host, which does not exist
    /// there; the root is its own cgroup then.
    /// </summary>
    private static MemoryLimit Tightest(
        (string Root, string Limit, string Usage, string Reclaimable) files, string path, Span<byte> buffer)
    {
        MemoryLimit tightest = MemoryLimit.Unlimited();
        for (string? group = path; group is not null; group = Path.GetDirectoryName(group))
        {
            string directory = files.Root + group.TrimEnd('/') + "/";
            if (Number(directory + files.Limit, buffer) is long limit
                && Number(directory + files.Usage, buffer) is long usage)
            {
                long cached = LinuxFile.Find(Read(directory + "memory.stat", buffer), Encoding.UTF8.GetBytes(files.Reclaimable)) ?? 0;
                long available = limit - usage + Math.Min(cached, usage);
                tightest = available < tightest.Available
                    ? new MemoryLimit($"{files.Limit} of the memory cgroup", limit, available, "Raise the container's limit of memory")
                    : tightest;
            }
        }

        return tightest;
    }

    private static long? Number(string path, Span<byte> buffer) => LinuxFile.Number(Read(path, buffer));

    private static ReadOnlySpan<byte> Read(string path, Span<byte> buffer) =>
        LinuxFile.Read(Encoding.UTF8.GetBytes(path + '\0'), buffer);
}

/// <summary>
/// Reads small files of /proc and /sys. A missing file is empty: an exception would cost more than the read.
/// </summary>
internal static unsafe partial class LinuxFile
{
    /// <summary>The most bytes read of a file.</summary>
    public const int Longest = 4096;

    /// <summary>O_RDONLY and O_CLOEXEC.</summary>
    private const int ReadOnly = 0x80000;

    /// <param name="path">The path, NUL-terminated.</param>
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

    /// <summary>The number after a name at the beginning of a line; null if there is none.</summary>
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

    /// <summary>A resource limit, in bytes; null for none.</summary>
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

/// <summary>
/// Checks before a large allocation that the process may have that much more memory. Without the check it would not
/// fail in time: in a memory cgroup the kernel kills the process, and the garbage collector takes memory that the host
/// needs.
/// </summary>
internal static class MemoryHeadroom
{
    /// <summary>In bytes; smaller allocations are not checked.</summary>
    public const int Large = 256 * 1024;

    /// <summary>In bytes; reserved for the host and for small allocations.</summary>
    private const long Spare = 4 * 1024 * 1024;

    /// <summary>
    /// How long the limits that were read stay valid, in milliseconds. What was granted since is subtracted.
    /// </summary>
    private const long Fresh = 20;

    private static readonly Lock _gate = new();
    private static MemoryLimit _limit;
    private static long _left;
    private static long _stale;

    /// <summary>Reserves memory that is about to be allocated.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="purpose">What for, as the subject of the error message.</param>
    /// <exception cref="MemoryShortageException">The process may not have that much.</exception>
    public static void Take(long bytes, string purpose)
    {
        if (bytes >= Large && !TryTake(bytes, out MemoryLimit limit))
        {
            throw new MemoryShortageException(purpose, bytes, limit);
        }
    }

    /// <summary>The exception for memory that will be needed later; null if there is enough.</summary>
    /// <inheritdoc cref="Take"/>
    public static MemoryShortageException? Shortage(long bytes, string purpose)
    {
        if (bytes < Large)
        {
            return null;
        }

        lock (_gate)
        {
            Refresh(bytes);
            return bytes <= _left ? null : new MemoryShortageException(purpose, bytes, _limit);
        }
    }

    private static bool TryTake(long bytes, out MemoryLimit limit)
    {
        lock (_gate)
        {
            Refresh(bytes);
            limit = _limit;
            if (bytes > _left)
            {
                return false;
            }

            _left -= bytes;
            return true;
        }
    }

    private static void Refresh(long bytes)
    {
        long now = Environment.TickCount64;
        if (now < _stale && bytes <= _left)
        {
            return;
        }

        _limit = MemoryLimit.Tightest();
        _left = _limit.Available - Spare;
        _stale = now + Fresh;
    }
}

/// <summary>There is not enough memory for a large allocation, which was not made.</summary>
internal sealed class MemoryShortageException(string purpose, long bytes, MemoryLimit limit) : OutOfMemoryException(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{purpose} needs {bytes} bytes of memory, and this process can take {Math.Max(limit.Available, 0)} more: {limit.Name} is {limit.Bytes}. {limit.Remedy}, or ask for less at a time"));
