using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Json;

/// <summary>A point in time as the wire has it, to the nanosecond.</summary>
internal readonly struct WireTime
{
    private const int NanosPerTick = 100;

    private WireTime(long seconds, int nanos)
    {
        Seconds = seconds;
        Nanos = nanos;
    }

    private long Seconds { get; }

    private int Nanos { get; }

    /// <summary>
    /// Null for an absent timestamp, and for one that RFC 3339 cannot express: before the year 1, after 9999, or with
    /// nanoseconds that make no second.
    /// </summary>
    public static WireTime? From(Timestamp? timestamp) =>
        timestamp is null
        || timestamp.Seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds()
        || timestamp.Seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        || timestamp.Nanos is < 0 or > 999_999_999
            ? null
            : new WireTime(timestamp.Seconds, timestamp.Nanos);

    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanos / NanosPerTick);

    /// <summary>RFC 3339 in UTC, with 0, 3, 6 or 9 digits of a second: as many as it takes.</summary>
    public override string ToString()
    {
        string whole = DateTimeOffset.FromUnixTimeSeconds(Seconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return Nanos switch
        {
            0 => $"{whole}Z",
            _ when Nanos % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{whole}.{Nanos / 1_000_000:D3}Z"),
            _ when Nanos % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{whole}.{Nanos / 1_000:D6}Z"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole}.{Nanos:D9}Z"),
        };
    }
}
