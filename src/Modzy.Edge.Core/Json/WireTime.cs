using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Json;

/// <summary>A point in time as the wire has it, to the nanosecond.</summary>
internal readonly struct WireTime
{
    public const int MaxLength = 30;

    private const int WholeLength = 19;
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
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <summary>The same as ASCII. Every job has three of them, so that it is written here and not by the general formatter.</summary>
    /// <param name="text">Has room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes it has taken.</returns>
    public int Format(Span<byte> text)
    {
        DateTime time = DateTime.UnixEpoch.AddSeconds(Seconds);
        (DateOnly date, TimeOnly clock) = time;
        Write(text, date.Year, 4);
        text[4] = (byte)'-';
        Write(text[5..], date.Month, 2);
        text[7] = (byte)'-';
        Write(text[8..], date.Day, 2);
        text[10] = (byte)'T';
        Write(text[11..], clock.Hour, 2);
        text[13] = (byte)':';
        Write(text[14..], clock.Minute, 2);
        text[16] = (byte)':';
        Write(text[17..], clock.Second, 2);
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

    private static void Write(Span<byte> text, int number, int digits)
    {
        for (int i = digits - 1; i >= 0; i--)
        {
            (number, int digit) = Math.DivRem(number, 10);
            text[i] = (byte)('0' + digit);
        }
    }
}
