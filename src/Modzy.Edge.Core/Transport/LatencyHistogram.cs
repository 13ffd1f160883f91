using System.Numerics;

namespace Modzy.Edge.Transport;

/// <summary>
/// Counts durations in buckets whose width grows with them: 16 for each power of two, so that a percentile is off by
/// 3 % at most. Fixed size, no lock: recording is one interlocked increment.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Buckets for each power of two, as a power of two.</summary>
    private const int Precision = 4;
    private const int Steps = 1 << Precision;

    /// <summary>
    /// The longest duration that is told from longer ones is 2 to this power, in microseconds: 19 hours.
    /// </summary>
    private const int LongestPower = 36;

    private readonly long[] _counts = new long[(LongestPower - Precision + 1) * Steps];
    private long _longest;

    /// <summary>Records a duration.</summary>
    public void Record(TimeSpan duration)
    {
        long microseconds = Math.Clamp(duration.Ticks / TimeSpan.TicksPerMicrosecond, 0, (1L << LongestPower) - 1);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
        long longest;
        while (microseconds > (longest = Volatile.Read(ref _longest)))
        {
            Interlocked.CompareExchange(ref _longest, microseconds, longest);
        }
    }

    /// <summary>How many durations were recorded.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
            }

            return count;
        }
    }

    public TimeSpan Longest => TimeSpan.FromMicroseconds(Volatile.Read(ref _longest));

    /// <summary>
    /// The duration that a part of all does not exceed: the middle of its bucket. Zero if there is none.
    /// </summary>
    /// <param name="part">From 0 to 1.</param>
    public TimeSpan Percentile(double part)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        for (int i = 0; i < _counts.Length; i++)
        {
            rank -= Volatile.Read(ref _counts[i]);
            if (rank <= 0)
            {
                return TimeSpan.FromMicroseconds(Math.Min(MiddleOf(i), Volatile.Read(ref _longest)));
            }
        }

        return TimeSpan.Zero;
    }

    private static int IndexOf(long microseconds)
    {
        if (microseconds < Steps)
        {
            return (int)microseconds;
        }

        int power = BitOperations.Log2((ulong)microseconds);
        int step = (int)(microseconds >> (power - Precision)) & (Steps - 1);
        return ((power - Precision + 1) * Steps) + step;
    }

    private static double MiddleOf(int index)
    {
        if (index < Steps)
        {
            return index;
        }

        int power = (index / Steps) + Precision - 1;
        double width = Math.Pow(2, power - Precision);
        return ((Steps + (index % Steps)) * width) + ((width - 1) / 2);
    }
}
