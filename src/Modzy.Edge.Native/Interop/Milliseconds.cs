namespace Modzy.Edge.Native.Interop;

/// <summary>Durations as the C interface has them.</summary>
internal static class Milliseconds
{
    private const uint NoTimeout = uint.MaxValue;

    /// <summary>The default of functions that wait.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    /// <summary>Null for 0, which stands for the default.</summary>
    public static TimeSpan? Read(uint milliseconds) => milliseconds switch
    {
        0 => null,
        NoTimeout => Timeout.InfiniteTimeSpan,
        // Timers count in an int: 24 days, which is the same as ever.
        _ => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)),
    };
}
