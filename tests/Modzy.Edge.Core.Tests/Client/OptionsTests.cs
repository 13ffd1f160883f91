namespace Modzy.Edge.Core.Tests.Client;

public sealed class OptionsTests
{
    public static TheoryData<TimeSpan> NoDurations => [TimeSpan.Zero, TimeSpan.FromSeconds(-5), TimeSpan.MinValue];

    [Fact]
    public void The_defaults()
    {
        var options = new EdgeClientOptions();

        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), null), (options.Deadline, options.ConnectTimeout, options.MaxReceiveBytes));
        Assert.Null(new EdgeCallOptions().Deadline);
        Assert.Equal(55000, EdgeClient.DefaultPort);
    }

    [Fact]
    public void Durations_of_any_length_are_accepted()
    {
        foreach (var duration in new[] { TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(uint.MaxValue - 1.0), TimeSpan.MaxValue, Timeout.InfiniteTimeSpan })
        {
            new EdgeClient("localhost", 1, new EdgeClientOptions { ConnectTimeout = duration, Deadline = duration }).Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(NoDurations))]
    public async Task What_is_no_duration_is_refused_by_name(TimeSpan duration)
    {
        using var client = new EdgeClient("localhost", 1);

        AssertRefused("deadline", () => New(new() { Deadline = duration }));
        AssertRefused("connect_timeout", () => New(new() { ConnectTimeout = duration }));
        AssertRefused("deadline", () => client.Jobs.Get("job", new EdgeCallOptions { Deadline = duration }));
        AssertRefused("timeout", () => client.Jobs.Wait("job", timeout: duration));
        AssertRefused("poll_interval", () => client.Jobs.Wait("job", pollInterval: duration));
        AssertRefused("timeout", () => client.WaitReady(duration));
        await Assert.ThrowsAsync<EdgeException>(() => client.WaitReadyAsync(duration));
    }

    [Fact]
    public void To_ask_again_after_for_ever_makes_no_sense()
    {
        using var client = new EdgeClient("localhost", 1);

        AssertRefused("poll_interval", () => client.Jobs.Wait("job", pollInterval: Timeout.InfiniteTimeSpan));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_below_one_byte_is_refused(long limit) => AssertRefused("max_receive_bytes", () => New(new() { MaxReceiveBytes = limit }));

    [Fact]
    public void A_limit_beyond_32_bits_is_accepted() => New(new() { MaxReceiveBytes = long.MaxValue });

    private static void New(EdgeClientOptions options) => new EdgeClient("localhost", 1, options).Dispose();

    private static void AssertRefused(string parameter, Action call)
    {
        var refusal = Assert.Throws<EdgeException>(call);

        Assert.Equal((EdgeStatus.InvalidArgument, parameter), (refusal.Status, refusal.Parameter));
        Assert.StartsWith(parameter + " is ", refusal.Message, StringComparison.Ordinal);
    }
}
