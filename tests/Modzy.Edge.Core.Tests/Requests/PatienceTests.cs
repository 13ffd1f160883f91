using Modzy.Edge.Requests;
using static System.Threading.Timeout;

namespace Modzy.Edge.Core.Tests.Requests;

public sealed class PatienceTests
{
    [Fact]
    public void Intervals_grow_by_a_quarter_to_the_longest()
    {
        var patience = new Patience(InfiniteTimeSpan, TimeSpan.FromMilliseconds(512), TimeSpan.FromSeconds(1));

        Assert.Equal([512, 640, 800, 1000, 1000], Enumerable.Range(0, 5).Select(_ => patience.NextDelay().TotalMilliseconds));
    }

    [Fact]
    public void An_interval_longer_than_the_longest_stays_as_it_is()
    {
        var patience = new Patience(InfiniteTimeSpan, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

        Assert.Equal([3, 3, 3], Enumerable.Range(0, 3).Select(_ => patience.NextDelay().TotalSeconds));
    }

    [Fact]
    public void Nobody_waits_beyond_the_time_left()
    {
        var patience = new Patience(TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(3));

        Assert.InRange(patience.NextDelay(), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.False(patience.IsOver);
    }

    [Fact]
    public void It_ends()
    {
        var patience = new Patience(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        SpinWait.SpinUntil(() => patience.IsOver);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (patience.Remaining, patience.NextDelay()));
    }

    [Fact]
    public void Without_a_limit_it_does_not_end()
    {
        var patience = new Patience(InfiniteTimeSpan, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        Assert.Equal((InfiniteTimeSpan, false), (patience.Remaining, patience.IsOver));
    }

    [Fact]
    public void No_interval_is_longer_than_a_thread_can_wait()
    {
        var patience = new Patience(InfiniteTimeSpan, TimeSpan.MaxValue, TimeSpan.FromSeconds(1));
        var longest = TimeSpan.FromMilliseconds(int.MaxValue);

        Assert.Equal([longest, longest], [patience.NextDelay(), patience.NextDelay()]);
    }
}
