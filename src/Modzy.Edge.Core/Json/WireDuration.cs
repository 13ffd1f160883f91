using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Json;

/// <summary>A duration as the wire has it, to the nanosecond.</summary>
internal static class WireDuration
{
    private const int NanosPerTick = 100;

    /// <summary>Null for an absent one, and for one that no TimeSpan can hold.</summary>
    public static TimeSpan? ToTimeSpan(Duration? duration) =>
        duration is null || Math.Abs((double)duration.Seconds) > TimeSpan.MaxValue.TotalSeconds - 1
            ? null
            : TimeSpan.FromSeconds(duration.Seconds) + TimeSpan.FromTicks(duration.Nanos / NanosPerTick);

    /// <summary>Seconds with as many digits as it takes, and an "s" behind: protobuf's own JSON form.</summary>
    public static string? ToText(Duration? duration)
    {
        if (duration is null)
        {
            return null;
        }

        string sign = duration.Seconds < 0 || duration.Nanos < 0 ? "-" : "";
        string fraction = Math.Abs((long)duration.Nanos).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        string seconds = Int128.Abs(duration.Seconds).ToString(CultureInfo.InvariantCulture);
        return fraction.Length == 0 ? $"{sign}{seconds}s" : $"{sign}{seconds}.{fraction}s";
    }
}
