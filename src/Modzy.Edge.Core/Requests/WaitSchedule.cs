using System.Diagnostics;

namespace Modzy.Edge.Requests;

/// <summary>
/// The polling schedule of one wait: interval, timeout of each poll, end of the wait. The wait begins with the
/// construction.
/// </summary>
internal sealed class WaitSchedule
{
    /// <summary>The least timeout of a poll, also of the only poll of a wait with timeout zero.</summary>
    public static readonly TimeSpan MinPollTimeout = TimeSpan.FromSeconds(1);

    /// <summary>By default the interval is this part of the time waited, within the two bounds below.</summary>
    private const double Lateness = 0.02;

    private static readonly TimeSpan _shortestInterval = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan _longestInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _maxFirstPollTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _maxLastPollTimeout = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _pollTimeout;
    private bool _wasLast;

    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="EdgeException">A duration is invalid.</exception>
    public WaitSchedule(EdgeWaitOptions? options)
    {
        Check(options);
        Timeout = Durations.Timeout(options?.Timeout);
        _shortest = Durations.Shorter(options?.PollInterval ?? _shortestInterval, Durations.LongestTimer);
        _longest = Durations.Shorter(
            options?.MaximumPollInterval ?? options?.PollInterval ?? _longestInterval, Durations.LongestTimer);
        _pollTimeout = Timeout == System.Threading.Timeout.InfiniteTimeSpan
            ? _maxFirstPollTimeout : Clamp(Timeout / 3, MinPollTimeout, _maxFirstPollTimeout);
    }

    public TimeSpan Timeout { get; }

    /// <summary>The time left; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> if there is no limit.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (Timeout == System.Threading.Timeout.InfiniteTimeSpan)
            {
                return Timeout;
            }

            TimeSpan left = Timeout - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsOver => Remaining == TimeSpan.Zero;

    /// <summary>The timeout of the next poll. A poll that hangs must leave time for others.</summary>
    public TimeSpan PollTimeout => Durations.Shorter(_pollTimeout, CallTime);

    /// <summary>The timeout of another call of the operation: the time left.</summary>
    public TimeSpan CallTime => IsOver ? MinPollTimeout : Remaining;

    /// <summary>Validates the durations of a wait.</summary>
    /// <exception cref="EdgeException">One of them is invalid.</exception>
    public static void Check(EdgeWaitOptions? options)
    {
        Durations.CheckTimeout(options?.Timeout);
        CheckInterval(options?.PollInterval, "poll_interval_ms");
        CheckInterval(options?.MaximumPollInterval, "max_poll_interval_ms");
        if (options is { PollInterval: TimeSpan interval, MaximumPollInterval: TimeSpan longest } && longest < interval)
        {
            throw EdgeException.InvalidArgument(
                "max_poll_interval_ms",
                $"is {Durations.Describe(longest)}, less than poll_interval_ms, which is {Durations.Describe(interval)}; give one that is not shorter.");
        }
    }

    /// <summary>
    /// Which of two failures to report: a poll that was cut short by its timeout says less than the failure before it.
    /// </summary>
    public static EdgeException Better(EdgeException? before, EdgeException last) =>
        before is not null && last.Status == EdgeStatus.DeadlineExceeded ? before : last;

    /// <summary>A poll has timed out. The next one gets twice the time: the edge may be slow.</summary>
    public void OnPollTimedOut() => _pollTimeout = Durations.Shorter(_pollTimeout * 2, Durations.LongestTimer);

    /// <summary>Waits until the next poll, or until the end if the last poll has been made.</summary>
    /// <param name="delay">Waits for a duration.</param>
    /// <returns>Whether to poll. A poll that is due is made also by a thread that wakes up after the end.</returns>
    public async ValueTask<bool> DelayAsync(Func<TimeSpan, ValueTask> delay)
    {
        if (IsOver)
        {
            return false;
        }

        bool lastWasMade = _wasLast;
        await delay(NextDelay()).ConfigureAwait(false);
        return !(lastWasMade && IsOver);
    }

    /// <summary>
    /// How long to wait before the next poll, at most the time left. If less than an interval is left, the last poll
    /// comes before the end, early enough for a response: by a tenth of the timeout, at least 50 ms, at most 1 s.
    /// </summary>
    public TimeSpan NextDelay()
    {
        TimeSpan interval = Interval(Stopwatch.GetElapsedTime(_start));
        TimeSpan left = Remaining;
        if (left == System.Threading.Timeout.InfiniteTimeSpan || interval < left)
        {
            return interval;
        }

        TimeSpan pollTime = Clamp(Timeout / 10, _longestInterval, _maxLastPollTimeout);
        TimeSpan delay = _wasLast ? left : left - Durations.Shorter(left / 2, pollTime);
        _wasLast = true;
        return delay;
    }

    /// <summary>The polling interval after a certain time of waiting.</summary>
    internal TimeSpan Interval(TimeSpan waited) => Clamp(waited * Lateness, _shortest, _longest);

    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) =>
        value > max ? max : value < min ? min : value;

    private static void CheckInterval(TimeSpan? interval, string parameter)
    {
        Durations.Check(interval, parameter);
        if (interval == System.Threading.Timeout.InfiniteTimeSpan)
        {
            throw EdgeException.InvalidArgument(parameter, "is without limit, so that the edge would be asked only once; give a duration.");
        }
    }
}
