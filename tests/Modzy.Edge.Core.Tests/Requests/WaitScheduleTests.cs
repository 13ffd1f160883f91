using Modzy.Edge.Requests;
using static System.Threading.Timeout;

namespace Modzy.Edge.Core.Tests.Requests;

public sealed class WaitScheduleTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(150, 3)]
    [InlineData(500, 10)]
    [InlineData(2000, 40)]
    [InlineData(2500, 50)]
    [InlineData(3_600_000, 50)]
    public void An_end_is_noticed_late_by_a_fiftieth_of_the_time_and_never_by_more_than_50_ms(
        double waited, double interval) =>
        Assert.Equal(interval, new WaitSchedule(null).Interval(TimeSpan.FromMilliseconds(waited)).TotalMilliseconds, 3);

    [Fact]
    public void An_interval_that_is_given_stays_as_it_is()
    {
        var schedule = Schedule(InfiniteTimeSpan, TimeSpan.FromSeconds(3));

        Assert.Equal([3, 3, 3], Enumerable.Range(0, 3).Select(_ => schedule.NextDelay().TotalSeconds));
    }

    [Theory]
    [InlineData(3600, 1)]
    [InlineData(6, 0.6)]
    [InlineData(0.4, 0.05)]
    public void The_last_question_is_asked_early_enough_for_an_answer(double timeout, double early)
    {
        var schedule = Schedule(TimeSpan.FromSeconds(timeout), 2 * _hour);
        TimeSpan before = schedule.Remaining;
        TimeSpan delay = schedule.NextDelay();
        TimeSpan after = schedule.Remaining;

        Assert.InRange(delay, after - TimeSpan.FromSeconds(early), before - Durations.Shorter(TimeSpan.FromSeconds(early), after / 2));
        Assert.InRange(schedule.NextDelay(), TimeSpan.Zero, after);
    }

    [Fact]
    public async Task A_poll_that_is_due_is_made_also_by_a_thread_that_wakes_up_after_the_end()
    {
        var schedule = Schedule(TimeSpan.FromSeconds(5), _hour);
        ValueTask Oversleep(TimeSpan delay)
        {
            SpinWait.SpinUntil(() => schedule.IsOver);
            return ValueTask.CompletedTask;
        }

        Assert.Equal((true, false), (await schedule.DelayAsync(Oversleep), await schedule.DelayAsync(Oversleep)));
    }

    [Fact]
    public void It_ends()
    {
        var schedule = Schedule(TimeSpan.FromTicks(1));
        SpinWait.SpinUntil(() => schedule.IsOver);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (schedule.Remaining, schedule.NextDelay()));
    }

    [Fact]
    public void Without_a_limit_it_does_not_end()
    {
        var schedule = Schedule(InfiniteTimeSpan);

        Assert.Equal((InfiniteTimeSpan, false), (schedule.Remaining, schedule.IsOver));
    }

    [Fact]
    public void Without_time_one_question_gets_a_second()
    {
        var schedule = Schedule(TimeSpan.Zero);

        Assert.Equal((true, TimeSpan.FromSeconds(1)), (schedule.IsOver, schedule.PollTimeout));
    }

    [Theory]
    [InlineData(600, 1, 2)]
    [InlineData(9, 3, 6)]
    [InlineData(60, 5, 10)]
    [InlineData(-1, 5, 10)]
    public void A_question_leaves_time_for_others_and_the_next_gets_more(double timeout, double first, double second)
    {
        TimeSpan time = timeout < 0
            ? InfiniteTimeSpan : timeout > 100 ? TimeSpan.FromMilliseconds(timeout) : TimeSpan.FromSeconds(timeout);
        var schedule = Schedule(time);
        TimeSpan given = schedule.PollTimeout;
        schedule.OnPollTimedOut();

        if (timeout > 100)
        {
            // There is less time than any question gets.
            Assert.InRange(given, TimeSpan.Zero, time);
            return;
        }

        Assert.Equal((first, second), (given.TotalSeconds, Math.Round(schedule.PollTimeout.TotalSeconds)));
    }

    [Fact]
    public void No_interval_is_longer_than_a_thread_can_wait()
    {
        var schedule = Schedule(TimeSpan.MaxValue, TimeSpan.MaxValue);

        Assert.Equal(TimeSpan.FromMilliseconds(int.MaxValue), schedule.NextDelay());
    }

    [Fact]
    public void Times_that_cannot_be_right_are_named()
    {
        Assert.Equal("timeout", Parameter(() => Schedule(TimeSpan.FromTicks(-5))));
        Assert.Equal("poll_interval_ms", Parameter(() => Schedule(null, TimeSpan.Zero)));
        Assert.Equal("poll_interval_ms", Parameter(() => Schedule(null, InfiniteTimeSpan)));
        Assert.Equal("max_poll_interval_ms", Parameter(() => Schedule(null, null, TimeSpan.Zero)));
        Assert.Equal("max_poll_interval_ms", Parameter(() => Schedule(null, _hour, _hour / 2)));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1000, 20)]
    [InlineData(60_000, 400)]
    public void With_an_upper_bound_an_interval_grows_from_the_one_that_is_given(double waited, double interval)
    {
        var schedule = Schedule(_hour, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(400));

        Assert.Equal(interval, schedule.Interval(TimeSpan.FromMilliseconds(waited)).TotalMilliseconds, 3);
    }

    [Fact]
    public void An_upper_bound_alone_leaves_the_growth_as_it_is() =>
        Assert.Equal(1200, Schedule(_hour, null, 2 * _hour).Interval(TimeSpan.FromMinutes(1)).TotalMilliseconds, 3);

    private static WaitSchedule Schedule(TimeSpan? timeout, TimeSpan? pollInterval = null, TimeSpan? maximum = null) =>
        new(new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval, MaximumPollInterval = maximum });

    private static string? Parameter(Func<object> make) => Assert.Throws<EdgeException>(make).Parameter;
}
