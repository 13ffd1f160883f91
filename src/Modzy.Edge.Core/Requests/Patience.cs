using System.Diagnostics;

namespace Modzy.Edge.Requests;

/// <summary>How long something is waited for, and how often it is looked at: first often, then ever more rarely.</summary>
internal sealed class Patience(TimeSpan timeout, TimeSpan firstDelay, TimeSpan longestDelay)
{
    /// <summary>How long is waited where the caller does not say.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>An interval grows to this much of itself. So what took a time T is noticed by a quarter of T late at most.</summary>
    private const double Growth = 1.25;

    /// <summary>The longest time that a thread can wait for a handle.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly TimeSpan _bound = Durations.Shorter(longestDelay > firstDelay ? longestDelay : firstDelay, _longestWait);
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _delay = Durations.Shorter(firstDelay, _longestWait);

    public TimeSpan Timeout => timeout;

    /// <summary>The time left; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> if there is no limit.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (timeout == System.Threading.Timeout.InfiniteTimeSpan)
            {
                return timeout;
            }

            TimeSpan left = timeout - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsOver => Remaining == TimeSpan.Zero;

    /// <summary>
    /// Of the failures of two attempts, the one to tell: that the last was cut short by the time says less than why the one
    /// before it failed.
    /// </summary>
    public static EdgeException Better(EdgeException? before, EdgeException last) =>
        before is not null && last.Status == EdgeStatus.DeadlineExceeded ? before : last;

    /// <summary>How long to wait before the next look; never beyond the time left.</summary>
    public TimeSpan NextDelay()
    {
        TimeSpan delay = Durations.Shorter(_delay, Remaining);
        _delay = Durations.Shorter(_delay * Growth, _bound);
        return delay;
    }
}
