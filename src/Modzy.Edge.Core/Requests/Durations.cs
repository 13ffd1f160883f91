namespace Modzy.Edge.Requests;

/// <summary>Durations in which <see cref="Timeout.InfiniteTimeSpan"/> means none.</summary>
internal static class Durations
{
    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) =>
        a == Timeout.InfiniteTimeSpan ? b
        : b == Timeout.InfiniteTimeSpan ? a
        : a < b ? a : b;

    /// <summary>Checks a duration that a caller gives.</summary>
    /// <param name="duration">Null for the default.</param>
    /// <param name="parameter">Its name, for the error.</param>
    /// <exception cref="EdgeException">It is zero or negative.</exception>
    public static void Check(TimeSpan? duration, string parameter)
    {
        if (duration is TimeSpan time && time <= TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw EdgeException.InvalidArgument(
                parameter, $"is {Describe(time)}; give a duration above zero, or Timeout.InfiniteTimeSpan for no limit.");
        }
    }

    /// <summary>The point in time at which a duration that begins now ends; null for never.</summary>
    public static DateTime? After(TimeSpan duration)
    {
        if (duration == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        DateTime now = DateTime.UtcNow;
        return duration < DateTime.MaxValue - now ? now + duration : null;
    }

    /// <summary>A duration in words: milliseconds below ten seconds, seconds above.</summary>
    public static string Describe(TimeSpan duration) => duration < TimeSpan.FromSeconds(10)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###} ms")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###} s");
}
