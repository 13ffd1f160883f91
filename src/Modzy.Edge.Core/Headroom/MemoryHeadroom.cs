using System.Globalization;

namespace Modzy.Edge.Headroom;

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
