namespace Modzy.Edge.Requests;

/// <summary>Durations in which <see cref="Timeout.InfiniteTimeSpan"/> means none.</summary>
internal static class Durations
{
    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) =>
        a == Timeout.InfiniteTimeSpan ? b
        : b == Timeout.InfiniteTimeSpan ? a
        : a < b ? a : b;

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
