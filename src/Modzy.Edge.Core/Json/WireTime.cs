using System.Diagnostics.CodeAnalysis;
using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Json;

/// <summary>A timestamp with nanoseconds.</summary>
internal readonly struct WireTime
{
    public const int MaxLength = 30;

    private const int WholeLength = 19;
    private const int NanosPerTick = 100;
    private const int SecondsPerDay = 24 * 60 * 60;

    // The first second of the year 1, and the last of 9999.
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    private WireTime(long seconds, int nanos)
    {
        Seconds = seconds;
        Nanos = nanos;
    }

    private long Seconds { get; }

    private int Nanos { get; }

    /// <summary>Null for an absent timestamp, and for one that RFC 3339 cannot express.</summary>
    public static WireTime? From(Timestamp? timestamp) =>
        timestamp is null ? null : From(timestamp.Seconds, timestamp.Nanos);

    /// <summary>
    /// Null for what RFC 3339 cannot express: before the year 1, after 9999, or with invalid nanoseconds.
    /// </summary>
    public static WireTime? From(long seconds, int nanos) =>
        seconds is < FirstSecond or > LastSecond || nanos is < 0 or > 999_999_999 ? null : new WireTime(seconds, nanos);

    /// <summary>
    /// A time of <c>results.v1.Result</c>, in seconds since 1970. The contract gives no unit; its uint32 leaves no
    /// other: milliseconds since 1970 have exceeded it since 19 February 1970. Null for 0, which stands for absent in
    /// proto3.
    /// </summary>
    public static WireTime? FromUnixSeconds(uint seconds) => seconds == 0 ? null : From(seconds, 0);

    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanos / NanosPerTick);

    /// <summary>RFC 3339 in UTC, with 0, 3, 6 or 9 fractional digits, as few as possible.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <summary>The same as ASCII. The general formatter is slower, and every job has three timestamps.</summary>
    /// <param name="text">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public int Format(Span<byte> text)
    {
        (long day, long second) = Math.DivRem(Seconds - FirstSecond, SecondsPerDay);
        (int year, int month, int dayOfMonth) = DateOnly.FromDayNumber((int)day);
        Write(text, year / 100);
        Write(text[2..], year % 100);
        text[4] = (byte)'-';
        Write(text[5..], month);
        text[7] = (byte)'-';
        Write(text[8..], dayOfMonth);
        text[10] = (byte)'T';
        Write(text[11..], (int)second / 3600);
        text[13] = (byte)':';
        Write(text[14..], (int)second / 60 % 60);
        text[16] = (byte)':';
        Write(text[17..], (int)second % 60);
        int length = WholeLength;
        if (Nanos != 0)
        {
            (int fraction, int digits) = Nanos % 1_000_000 == 0 ? (Nanos / 1_000_000, 3)
                : Nanos % 1_000 == 0 ? (Nanos / 1_000, 6)
                : (Nanos, 9);
            text[length] = (byte)'.';
            Write(text[(length + 1)..], fraction, digits);
            length += 1 + digits;
        }

        text[length] = (byte)'Z';
        return length + 1;
    }

    private static void Write(Span<byte> text, int twoDigits)
    {
        text[1] = (byte)('0' + (twoDigits % 10));
        text[0] = (byte)('0' + (twoDigits / 10));
    }

    private static void Write(Span<byte> text, int number, int digits)
    {
        for (int i = digits - 1; i >= 0; i--)
        {
            (number, int digit) = Math.DivRem(number, 10);
            text[i] = (byte)('0' + digit);
        }
    }
}

/// <summary>A duration with nanoseconds.</summary>
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
