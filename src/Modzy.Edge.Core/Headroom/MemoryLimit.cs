namespace Modzy.Edge.Headroom;

/// <summary>A limit on the memory of this process.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">What it is set to.</param>
/// <param name="Available">What is left under it, in bytes; more than there is where there is no limit.</param>
/// <param name="Remedy">How to have more.</param>
internal readonly record struct MemoryLimit(string Name, long Bytes, long Available, string Remedy)
{
    private const int AddressSpace = 9;
    private const int DataSegment = 2;

    // The columns of /proc/self/statm: pages of all memory, and of data and stack.
    private const int AllPages = 0;
    private const int DataPages = 5;

    private static MemoryLimit None { get; } = new("none", long.MaxValue, long.MaxValue, "");

    /// <summary>The limit under which the least is left.</summary>
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

    /// <summary>For what is not limited, or cannot be read.</summary>
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
