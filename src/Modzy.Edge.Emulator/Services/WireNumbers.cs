namespace Modzy.Edge.Emulator.Services;

/// <summary>Conversions to uint32 fields, which saturate.</summary>
internal static class WireNumbers
{
    public static uint Clamp(long number) => (uint)Math.Clamp(number, 0, uint.MaxValue);

    public static uint Milliseconds(TimeSpan span) => Clamp((long)span.TotalMilliseconds);

    /// <summary>Seconds since 1970; 0 for null.</summary>
    public static uint Seconds(DateTimeOffset? time) => Clamp(time?.ToUnixTimeSeconds() ?? 0);
}
