namespace Modzy.Edge.Requests;

/// <summary>How often something is asked for.</summary>
internal static class Polling
{
    /// <summary>Checks the times of a wait.</summary>
    /// <returns>The interval.</returns>
    /// <exception cref="EdgeException">One of them cannot be right.</exception>
    public static TimeSpan? Check(TimeSpan? timeout, TimeSpan? pollInterval)
    {
        Durations.Check(timeout, "timeout");
        Durations.Check(pollInterval, "poll_interval_ms");
        return pollInterval != Timeout.InfiniteTimeSpan
            ? pollInterval
            : throw EdgeException.InvalidArgument(
                "poll_interval_ms", "is without limit, so that the edge would be asked only once; give a duration.");
    }
}
