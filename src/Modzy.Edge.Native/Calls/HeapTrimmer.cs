namespace Modzy.Edge.Native.Calls;

/// <summary>Returns memory to the system after calls with large results, because the host may need it.</summary>
internal static class HeapTrimmer
{
    /// <summary>Below this heap size, the garbage collector decides itself when to collect.</summary>
    private const int TrimThreshold = 16 * 1024 * 1024;

    /// <summary>At least this many milliseconds between collections: each takes some milliseconds, and may free nothing
    /// while results are in use.</summary>
    private const int Interval = 1000;

    private static long _next;

    /// <summary>Collects if the heap is large. Call after the result or the error was given to the caller.</summary>
    public static void Trim()
    {
        long now = Environment.TickCount64, next = Volatile.Read(ref _next);
        if (now >= next
            && GC.GetTotalMemory(forceFullCollection: false) >= TrimThreshold
            && Interlocked.CompareExchange(ref _next, now + Interval, next) == next)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
