using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

public sealed class OptionsTests : ClientTest
{
    public static TheoryData<TimeSpan> NoDurations => [TimeSpan.Zero, TimeSpan.FromSeconds(-5), TimeSpan.MinValue];

    public static TheoryData<TimeSpan> LongDurations =>
        [TimeSpan.FromMilliseconds(uint.MaxValue - 1.0), TimeSpan.MaxValue, Timeout.InfiniteTimeSpan];

    [Fact]
    public void The_defaults()
    {
        var options = new EdgeClientOptions();

        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), null),
            (options.Deadline, options.ConnectTimeout, options.MaxReceiveBytes));
        Assert.Null(new EdgeCallOptions().Deadline);
        Assert.Equal(55000, EdgeClient.DefaultPort);
    }

    [Theory]
    [MemberData(nameof(LongDurations))]
    public async Task Durations_of_any_length_are_accepted(TimeSpan duration)
    {
        Answers.On(EdgeMethods.GetJob, new JobDetails { Status = "COMPLETE" });
        var client = await ConnectAsync(
            new() { ConnectTimeout = duration, Deadline = duration, IdleConnectionTimeout = duration });

        Assert.Equal("COMPLETE", (await Mode.Blocking.Wait(client, duration)).Status);
        Assert.Equal("COMPLETE", (await Mode.Asynchronous.Wait(client, duration)).Status);
    }

    [Theory]
    [MemberData(nameof(NoDurations))]
    public async Task What_is_no_duration_is_refused_by_name(TimeSpan duration)
    {
        using var client = new EdgeClient("localhost", 1);

        AssertRefused("deadline", () => New(new() { Deadline = duration }));
        AssertRefused("connect_timeout", () => New(new() { ConnectTimeout = duration }));
        AssertRefused("idle_connection_timeout", () => New(new() { IdleConnectionTimeout = duration }));
        AssertRefused("deadline", () => client.Jobs.Get("job", new EdgeCallOptions { Deadline = duration }));
        AssertRefused("poll_interval_ms", () => client.Jobs.Wait("job", pollInterval: duration));
        if (duration != TimeSpan.Zero)
        {
            AssertRefused("timeout", () => client.Jobs.Wait("job", timeout: duration));
            AssertRefused("timeout", () => client.WaitReady(duration));
        }

        await Assert.ThrowsAsync<EdgeException>(() => client.WaitReadyAsync(duration));
    }

    [Fact]
    public void To_ask_again_after_for_ever_makes_no_sense()
    {
        using var client = new EdgeClient("localhost", 1);

        AssertRefused("poll_interval_ms", () => client.Jobs.Wait("job", pollInterval: Timeout.InfiniteTimeSpan));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_below_one_byte_is_refused(long limit) => AssertRefused("max_receive_bytes", () => New(new() { MaxReceiveBytes = limit }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_connection_is_too_few(int limit) => AssertRefused("max_connections", () => New(new() { MaxConnections = limit }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_long_call_is_too_few(int limit) => AssertRefused("max_long_calls", () => New(new() { MaxLongCalls = limit }));

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void More_than_a_second_is_too_long_to_look(int microseconds) =>
        AssertRefused("busy_poll_us", () => New(new() { BusyPoll = TimeSpan.FromMicroseconds(microseconds) }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void A_second_is_not(int microseconds) => New(new() { BusyPoll = TimeSpan.FromMicroseconds(microseconds) });

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
