namespace Modzy.Edge.Requests;

/// <summary>Durations, in which <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> means none.</summary>
internal static class Durations
{
    /// <summary>The default timeout of a wait.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The longest time that timers support: 24 days, treated as infinite.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) =>
        a == System.Threading.Timeout.InfiniteTimeSpan ? b
        : b == System.Threading.Timeout.InfiniteTimeSpan ? a
        : a < b ? a : b;

    /// <summary>Validates a duration.</summary>
    /// <param name="duration">Null for the default.</param>
    /// <param name="parameter">Its name, for the error.</param>
    /// <exception cref="EdgeException">It is zero or negative.</exception>
    public static void Check(TimeSpan? duration, string parameter)
    {
        if (duration is TimeSpan time && time <= TimeSpan.Zero && time != System.Threading.Timeout.InfiniteTimeSpan)
        {
            throw EdgeException.InvalidArgument(
                parameter, $"is {Describe(time)}; give a duration above zero, or Timeout.InfiniteTimeSpan for no limit.");
        }
    }

    /// <summary>Validates the timeout of a wait.</summary>
    /// <param name="timeout">Null for the default; zero to poll once.</param>
    /// <exception cref="EdgeException">It is negative.</exception>
    public static void CheckTimeout(TimeSpan? timeout)
    {
        if (timeout is TimeSpan time && time < TimeSpan.Zero && time != System.Threading.Timeout.InfiniteTimeSpan)
        {
            throw EdgeException.InvalidArgument(
                "timeout",
                $"is {Describe(time)}; give zero to look once, a duration above zero, or Timeout.InfiniteTimeSpan for no limit.");
        }
    }

    /// <summary>The timeout of a wait, limited to what timers support.</summary>
    /// <param name="timeout">Null for the default; zero to poll once.</param>
    /// <exception cref="EdgeException">It is negative.</exception>
    public static TimeSpan Timeout(TimeSpan? timeout)
    {
        CheckTimeout(timeout);
        TimeSpan time = timeout ?? DefaultTimeout;
        return time > LongestTimer ? System.Threading.Timeout.InfiniteTimeSpan : time;
    }

    /// <summary>The time at the end of a duration that begins now; null for never.</summary>
    public static DateTime? After(TimeSpan duration)
    {
        if (duration == System.Threading.Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        DateTime now = DateTime.UtcNow;
        return duration < DateTime.MaxValue - now ? now + duration : null;
    }

    /// <summary>
    /// Formats a duration for a message: milliseconds below ten seconds, seconds above, with few digits.
    /// </summary>
    public static string Describe(TimeSpan duration)
    {
        double milliseconds = duration.TotalMilliseconds;
        FormattableString text = Math.Abs(milliseconds) switch
        {
            < 9.995 => $"{milliseconds:0.##} ms",
            < 9_999.5 => $"{milliseconds:0} ms",
            _ => $"{duration.TotalSeconds:0.##} s",
        };
        return FormattableString.Invariant(text);
    }
}
