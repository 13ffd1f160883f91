namespace Modzy.Edge.Headroom;

/// <summary>
/// Asked before something large is made: whether this process may have that much more memory. Where it may not, an allocation
/// does not fail, or not in time: in a memory cgroup the kernel kills the process, and the collector first takes what the host
/// of the library needs too.
/// </summary>
internal static class MemoryHeadroom
{
    /// <summary>What has fewer bytes is not large, and nobody asks for it.</summary>
    public const int Large = 256 * 1024;

    /// <summary>What stays free, for the host and for all that is small.</summary>
    private const long Spare = 4 * 1024 * 1024;

    /// <summary>How long what was read of the limits is used, in milliseconds. What was granted since is subtracted.</summary>
    private const long Fresh = 20;

    private static readonly Lock _gate = new();
    private static MemoryLimit _limit;
    private static long _left;
    private static long _stale;

    /// <summary>Asks for memory that is about to be taken.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="purpose">For what, as the beginning of a sentence.</param>
    /// <exception cref="MemoryShortageException">The process may not have it.</exception>
    public static void Take(long bytes, string purpose)
    {
        if (bytes >= Large && !TryTake(bytes, out MemoryLimit limit))
        {
            throw new MemoryShortageException(purpose, bytes, limit);
        }
    }

    /// <summary>What there is to say about memory that will be needed later; null if there is enough.</summary>
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
