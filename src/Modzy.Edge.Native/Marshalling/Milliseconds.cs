namespace Modzy.Edge.Native.Marshalling;

/// <summary>Durations of the C interface.</summary>
internal static class Milliseconds
{
    /// <summary>EDGE_NO_TIMEOUT.</summary>
    private const uint NoTimeout = uint.MaxValue;

    /// <summary>EDGE_DEFAULT_TIMEOUT.</summary>
    private const uint DefaultTimeout = uint.MaxValue - 1;

    /// <summary>A member of an options structure, or a polling interval: null for the default, which 0 means
    /// too.</summary>
    public static TimeSpan? Read(uint milliseconds) => milliseconds == 0 ? null : ReadTimeout(milliseconds);

    /// <summary>The timeout of a wait: null for the default; 0 does not wait.</summary>
    public static TimeSpan? ReadTimeout(uint milliseconds) => milliseconds switch
    {
        DefaultTimeout => null,
        NoTimeout => Timeout.InfiniteTimeSpan,
        // Timers hold an int: 24 days, in practice no limit.
        _ => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)),
    };
}
