using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Json;

/// <summary>A duration as the wire has it, to the nanosecond.</summary>
internal static class WireDuration
{
    private const int NanosPerTick = 100;

    // The range of google.protobuf.Duration: 10,000 years in both directions.
    private const long MaxSeconds = 315_576_000_000;

    /// <summary>Null for an absent duration, and for one outside the range of protobuf.</summary>
    public static TimeSpan? ToTimeSpan(Duration? duration) =>
        IsInRange(duration)
            ? TimeSpan.FromTicks((duration.Seconds * TimeSpan.TicksPerSecond) + (duration.Nanos / NanosPerTick))
            : null;

    /// <summary>The same in milliseconds. Decimal, because a double rounds nanoseconds.</summary>
    public static decimal? ToMilliseconds(Duration? duration) =>
        IsInRange(duration) ? (duration.Seconds * 1_000m) + (duration.Nanos / 1_000_000m) : null;

    private static bool IsInRange([NotNullWhen(true)] Duration? duration) =>
        duration is { Seconds: >= -MaxSeconds and <= MaxSeconds, Nanos: >= -999_999_999 and <= 999_999_999 };
}
