using Modzy.Edge.Tool.Bench;

namespace Modzy.Edge.Tool.Tests;

public sealed class MeasurementTests
{
    private static readonly Measurement Hundred = new(
        1000, 4, 0, TimeSpan.FromSeconds(2), [.. Enumerable.Range(1, 100).Select(i => TimeSpan.FromMilliseconds(i))]);

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.9, 90)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    public void A_percentile_is_the_latency_that_this_part_did_not_exceed(double part, int milliseconds) =>
        Assert.Equal(milliseconds, Hundred.Percentile(part).TotalMilliseconds);

    [Fact]
    public void Rates_are_those_of_the_calls_that_succeeded()
    {
        Assert.Equal(50, Hundred.Rate);
        Assert.Equal(50_000, Hundred.BytesPerSecond);
    }

    [Fact]
    public void Nothing_but_failures_has_no_latency() =>
        Assert.Equal(TimeSpan.Zero, new Measurement(1, 1, 5, TimeSpan.FromSeconds(1), []).Percentile(0.5));

    [Fact]
    public async Task Calls_run_as_many_at_a_time_as_asked_for_and_failures_are_counted()
    {
        int running = 0, calls = 0;
        bool isExceeded = false;
        var allRun = new TaskCompletionSource();
        var load = new Load(async (_, cancellation) =>
        {
            int now = Interlocked.Increment(ref running);
            isExceeded |= now > 3;
            if (now == 3)
            {
                allRun.TrySetResult();
            }

            await allRun.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
            Interlocked.Decrement(ref running);
            if (Interlocked.Increment(ref calls) % 2 == 0)
            {
                throw new EdgeException(EdgeStatus.Unavailable, "away");
            }
        });

        Measurement measured = await load.MeasureAsync(
            new byte[7], 3, TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);

        Assert.False(isExceeded);
        Assert.Equal(calls, measured.Failed + measured.Latencies.Length);
        Assert.Equal(7, measured.Bytes);
        Assert.NotEqual(0, measured.Failed);
        Assert.Equal("away", load.LastFailure?.Message);
        Assert.Equal(measured.Latencies.Order(), measured.Latencies);
    }
}
