namespace Modzy.Edge.Native.Interop;

/// <summary>Durations as the C interface has them.</summary>
internal static class Milliseconds
{
    /// <summary>EDGE_NO_TIMEOUT.</summary>
    private const uint NoTimeout = uint.MaxValue;

    /// <summary>EDGE_DEFAULT_TIMEOUT.</summary>
    private const uint DefaultTimeout = uint.MaxValue - 1;

    /// <summary>A member of an options structure, or a polling interval: null for the default, for which 0 stands too.</summary>
    public static TimeSpan? Read(uint milliseconds) => milliseconds == 0 ? null : ReadTimeout(milliseconds);

    /// <summary>The timeout of a wait: null for the default; 0 is no time.</summary>
    public static TimeSpan? ReadTimeout(uint milliseconds) => milliseconds switch
    {
        DefaultTimeout => null,
        NoTimeout => Timeout.InfiniteTimeSpan,
        // Timers count in an int: 24 days, which is the same as ever.
        _ => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)),
    };
}
