using System.Diagnostics;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>A point in time on the monotonic clock, or never.</summary>
internal readonly struct Deadline
{
    private readonly long _timestamp;

    private Deadline(long timestamp) => _timestamp = timestamp;

    public static Deadline Never => new(long.MaxValue);

    public bool IsNever => _timestamp == long.MaxValue;

    public bool IsPast => !IsNever && Stopwatch.GetTimestamp() >= _timestamp;

    /// <summary>The time left, at least zero; undefined for never.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _timestamp);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether at most this many seconds are left.</summary>
    public bool IsWithin(int seconds) =>
        !IsNever && _timestamp - Stopwatch.GetTimestamp() <= seconds * Stopwatch.Frequency;

    /// <summary>For poll: rounded up, so that the deadline is past when poll times out; -1 for never.</summary>
    public int PollTimeout => IsNever ? -1 : (int)Math.Min(Math.Ceiling(Remaining.TotalMilliseconds), int.MaxValue);

    /// <summary>For tasks: limited to what they support; infinite for never.</summary>
    public TimeSpan WaitTime => PollTimeout == -1 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(PollTimeout);

    /// <summary>From gRPC's deadline: a wall-clock time, or null for never.</summary>
    public static Deadline From(DateTime? deadline) =>
        deadline is not DateTime point || point == DateTime.MaxValue
            ? Never
            : After(point.ToUniversalTime() - DateTime.UtcNow);

    public static Deadline After(TimeSpan duration)
    {
        double ticks = duration.TotalSeconds * Stopwatch.Frequency;
        return duration == Timeout.InfiniteTimeSpan || ticks > long.MaxValue / 4
            ? Never
            : new Deadline(Stopwatch.GetTimestamp() + (long)ticks);
    }

    public static Deadline Earlier(Deadline a, Deadline b) => a.IsBefore(b) ? a : b;

    public bool IsBefore(Deadline other) => _timestamp < other._timestamp;
}
