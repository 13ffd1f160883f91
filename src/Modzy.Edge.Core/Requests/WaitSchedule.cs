using System.Diagnostics;

namespace Modzy.Edge.Requests;

/// <summary>When the questions of one wait are asked, how long each may take, and when the wait ends. It begins when this is made.</summary>
internal sealed class WaitSchedule
{
    /// <summary>What a wait that may not wait gives its one question.</summary>
    public static readonly TimeSpan ShortestQuestion = TimeSpan.FromSeconds(1);

    /// <summary>By default an end is noticed late by this part of the time waited, within the two bounds below.</summary>
    private const double Lateness = 0.02;

    private static readonly TimeSpan _shortestInterval = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan _longestInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestFirstQuestion = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _questionTime;
    private bool _wasLast;

    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="EdgeException">A time is invalid.</exception>
    public WaitSchedule(EdgeWaitOptions? options)
    {
        Check(options);
        Timeout = Durations.Timeout(options?.Timeout);
        _shortest = Durations.Shorter(options?.PollInterval ?? _shortestInterval, Durations.LongestTimer);
        _longest = Durations.Shorter(options?.MaximumPollInterval ?? options?.PollInterval ?? _longestInterval, Durations.LongestTimer);
        _questionTime = Durations.Shorter(_longestFirstQuestion, Timeout == System.Threading.Timeout.InfiniteTimeSpan ? Timeout : Timeout / 3);
        _questionTime = _questionTime > ShortestQuestion ? _questionTime : ShortestQuestion;
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

    /// <summary>
    /// How long the next question may take. One that hangs, on a connection that is dead or at an edge that is, must leave
    /// time for others.
    /// </summary>
    /// <remarks>The one question of a wait that has no time is a question nevertheless.</remarks>
    public TimeSpan QuestionTime => Durations.Shorter(_questionTime, CallTime);

    /// <summary>How long a call that is part of the operation may take: the time left.</summary>
    public TimeSpan CallTime => IsOver ? ShortestQuestion : Remaining;

    /// <summary>Checks the times of a wait.</summary>
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
    /// Of the failures of two questions, the one to report: that the last was cut short by the time says less than why the
    /// one before it failed.
    /// </summary>
    public static EdgeException Better(EdgeException? before, EdgeException last) =>
        before is not null && last.Status == EdgeStatus.DeadlineExceeded ? before : last;

    /// <summary>A question was not answered in its time. The next one gets more, in case that the edge is only slow.</summary>
    public void QuestionTimedOut() => _questionTime = Durations.Shorter(_questionTime * 2, Durations.LongestTimer);

    /// <summary>
    /// How long to wait before the next question; never beyond the time left. If no full interval is left, the last question
    /// is asked shortly before the end.
    /// </summary>
    public TimeSpan NextDelay()
    {
        TimeSpan interval = Interval(Stopwatch.GetElapsedTime(_start));
        TimeSpan left = Remaining;
        if (left == System.Threading.Timeout.InfiniteTimeSpan || interval < left)
        {
            return interval;
        }

        TimeSpan delay = _wasLast ? left : left - Durations.Shorter(left / 2, _longestInterval);
        _wasLast = true;
        return delay;
    }

    /// <summary>The interval between two questions, a certain time after the wait has begun.</summary>
    internal TimeSpan Interval(TimeSpan waited)
    {
        TimeSpan interval = waited * Lateness;
        return interval > _longest ? _longest : interval < _shortest ? _shortest : interval;
    }

    private static void CheckInterval(TimeSpan? interval, string parameter)
    {
        Durations.Check(interval, parameter);
        if (interval == System.Threading.Timeout.InfiniteTimeSpan)
        {
            throw EdgeException.InvalidArgument(parameter, "is without limit, so that the edge would be asked only once; give a duration.");
        }
    }
}
