namespace Modzy.Edge.Native.Interop;

/// <summary>Durations as the C interface has them.</summary>
internal static class Milliseconds
{
    private const uint NoTimeout = uint.MaxValue;

    /// <summary>Null for 0, which stands for the default.</summary>
    public static TimeSpan? Read(uint milliseconds) => milliseconds switch
    {
        0 => null,
        NoTimeout => Timeout.InfiniteTimeSpan,
        _ => TimeSpan.FromMilliseconds(milliseconds),
    };
}
