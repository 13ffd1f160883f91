using System.Collections.Concurrent;
using System.Diagnostics;

namespace Modzy.Edge.Tool.Bench;

/// <summary>Makes calls for a time, a number of them at once.</summary>
/// <param name="call">One call with a payload.</param>
internal sealed class Load(Func<ReadOnlyMemory<byte>, CancellationToken, Task> call)
{
    /// <summary>Why the last call failed, or null.</summary>
    public EdgeException? LastFailure { get; private set; }

    public async Task<Measurement> MeasureAsync(
        ReadOnlyMemory<byte> payload, int concurrency, TimeSpan duration, CancellationToken cancellation)
    {
        var latencies = new ConcurrentBag<List<TimeSpan>>();
        int failed = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(
            async () =>
            {
                var own = new List<TimeSpan>();
                latencies.Add(own);
                do
                {
                    long begun = Stopwatch.GetTimestamp();
                    try
                    {
                        await call(payload, cancellation);
                        own.Add(Stopwatch.GetElapsedTime(begun));
                    }
                    catch (EdgeException e) when (!cancellation.IsCancellationRequested)
                    {
                        LastFailure = e;
                        Interlocked.Increment(ref failed);
                        // Calls that fail at once must not become a flood.
                        await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
                    }
                }
                while (Stopwatch.GetElapsedTime(start) < duration);
            },
            cancellation)));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new Measurement(
            payload.Length, concurrency, failed, elapsed, [.. latencies.SelectMany(each => each).Order()]);
    }
}
