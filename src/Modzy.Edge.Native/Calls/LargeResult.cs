namespace Modzy.Edge.Native;

/// <summary>What is done behind calls that took much memory, of which the host of the library may need some.</summary>
internal static class LargeResult
{
    /// <summary>What is less the collector comes to in its own time.</summary>
    private const int Much = 16 * 1024 * 1024;

    /// <summary>How often, in milliseconds: a collection takes some of them, and results may be large that are still in use.</summary>
    private const int Interval = 1000;

    private static long _next;

    /// <summary>To be called when the caller has its result or its error, and nothing is needed for that any more.</summary>
    public static void End()
    {
        long now = Environment.TickCount64, next = Volatile.Read(ref _next);
        if (now >= next
            && GC.GetTotalMemory(forceFullCollection: false) >= Much
            && Interlocked.CompareExchange(ref _next, now + Interval, next) == next)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
