using System.Text;

namespace Modzy.Edge.Headroom;

/// <summary>What the memory cgroups of this process leave it: its own and those above.</summary>
internal static class CgroupMemory
{
    private static readonly (string Root, string Limit, string Usage, string Reclaimable) _first =
        ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

    private static readonly (string Root, string Limit, string Usage, string Reclaimable) _second =
        ("/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file");

    /// <summary>The limit under which the least is left.</summary>
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
    /// Looks upwards from the group of the process. In a container its path may be that of the host, which is not there; its own
    /// group is the root then.
    /// </summary>
    private static MemoryLimit Tightest(
        (string Root, string Limit, string Usage, string Reclaimable) files, string path, Span<byte> buffer)
    {
        MemoryLimit tightest = MemoryLimit.Unlimited();
        for (string? group = path; group is not null; group = Path.GetDirectoryName(group))
        {
            string directory = files.Root + group.TrimEnd('/') + "/";
            if (Number(directory + files.Limit, buffer) is long limit && Number(directory + files.Usage, buffer) is long usage)
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

    private static ReadOnlySpan<byte> Read(string path, Span<byte> buffer) => LinuxFile.Read(Encoding.UTF8.GetBytes(path + '\0'), buffer);
}
