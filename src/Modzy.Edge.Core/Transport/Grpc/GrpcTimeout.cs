using System.Globalization;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>Formats grpc-timeout: at most 8 digits and a unit.</summary>
internal static class GrpcTimeout
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 9;

    private const long MaxNumber = 99_999_999;

    /// <summary>
    /// Writes a duration in the finest unit that fits, rounded up, and returns the length of the text.
    /// </summary>
    public static int Format(TimeSpan time, Span<byte> output)
    {
        long ticks = Math.Max(1, time.Ticks);
        (long number, byte unit) =
            Fits(ticks, TimeSpan.TicksPerMicrosecond) is long microseconds ? (microseconds, (byte)'u')
            : Fits(ticks, TimeSpan.TicksPerMillisecond) is long milliseconds ? (milliseconds, (byte)'m')
            : Fits(ticks, TimeSpan.TicksPerSecond) is long seconds ? (seconds, (byte)'S')
            : Fits(ticks, TimeSpan.TicksPerMinute) is long minutes ? (minutes, (byte)'M')
            : (Math.Min(ticks / TimeSpan.TicksPerHour, MaxNumber), (byte)'H');
        number.TryFormat(output, out int length, default, CultureInfo.InvariantCulture);
        output[length] = unit;
        return length + 1;
    }

    public static string Format(TimeSpan time)
    {
        Span<byte> output = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(output[..Format(time, output)]);
    }

    private static long? Fits(long ticks, long unit)
    {
        long number = ((ticks - 1) / unit) + 1;
        return number <= MaxNumber ? number : null;
    }
}

/// <summary>The limits of a call.</summary>
internal readonly record struct CallLimits(Deadline Deadline, long? MaxReceiveBytes);
