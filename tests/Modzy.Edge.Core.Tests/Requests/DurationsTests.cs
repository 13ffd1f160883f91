using CsCheck;
using Modzy.Edge.Requests;
using static System.Threading.Timeout;

namespace Modzy.Edge.Core.Tests.Requests;

public sealed class DurationsTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_shorter_of_two_knows_that_none_is_the_longest()
    {
        Assert.Equal(_second, Durations.Shorter(_second, InfiniteTimeSpan));
        Assert.Equal(_second, Durations.Shorter(InfiniteTimeSpan, _second));
        Assert.Equal(_second, Durations.Shorter(_second, 2 * _second));
        Assert.Equal(_second, Durations.Shorter(2 * _second, _second));
        Assert.Equal(TimeSpan.Zero, Durations.Shorter(TimeSpan.Zero, InfiniteTimeSpan));
        Assert.Equal(InfiniteTimeSpan, Durations.Shorter(InfiniteTimeSpan, InfiniteTimeSpan));
    }

    [Fact]
    public void What_ends_after_the_last_day_never_ends()
    {
        Assert.Null(Durations.After(InfiniteTimeSpan));
        Assert.Null(Durations.After(TimeSpan.MaxValue));
    }

    [Fact]
    public void The_end_of_a_duration_is_in_UTC()
    {
        var before = DateTime.UtcNow;
        var end = Durations.After(_second)!.Value;

        Assert.Equal(DateTimeKind.Utc, end.Kind);
        Assert.InRange(end, before + _second, DateTime.UtcNow + _second);
    }

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.5, "0.5 ms")]
    [InlineData(250, "250 ms")]
    [InlineData(299.775, "300 ms")]
    [InlineData(1.25, "1.25 ms")]
    [InlineData(9999, "9999 ms")]
    [InlineData(9999.8, "10 s")]
    [InlineData(-5, "-5 ms")]
    [InlineData(10_000, "10 s")]
    [InlineData(30_500, "30.5 s")]
    [InlineData(4_294_967_294, "4294967.29 s")]
    public void They_are_described_in_a_fitting_unit(double milliseconds, string expected) =>
        Assert.Equal(expected, Durations.Describe(TimeSpan.FromMilliseconds(milliseconds)));
}
