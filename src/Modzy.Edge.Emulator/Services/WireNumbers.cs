namespace Modzy.Edge.Emulator.Services;

/// <summary>Numbers as the wire has room for them: what does not fit becomes the largest that does.</summary>
internal static class WireNumbers
{
    public static uint Clamp(long number) => (uint)Math.Clamp(number, 0, uint.MaxValue);

    public static uint Milliseconds(TimeSpan span) => Clamp((long)span.TotalMilliseconds);

    /// <summary>Seconds since 1970; 0 for a time that has not come.</summary>
    public static uint Seconds(DateTimeOffset? time) => Clamp(time?.ToUnixTimeSeconds() ?? 0);
}
