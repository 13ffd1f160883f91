using System.Text.Json;

namespace Modzy.Edge.Tool.Bench;

/// <summary>What one round of calls came to.</summary>
/// <param name="Bytes">The payload of each call.</param>
/// <param name="Concurrency">How many calls ran at a time.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Elapsed">How long the round took.</param>
/// <param name="Latencies">How long each call that succeeded took, in order of length.</param>
internal sealed record Measurement(int Bytes, int Concurrency, int Failed, TimeSpan Elapsed, TimeSpan[] Latencies)
{
    public double Rate => Latencies.Length / Elapsed.TotalSeconds;

    public double BytesPerSecond => Rate * Bytes;

    /// <summary>The latency that this part of the calls did not exceed (nearest rank).</summary>
    public TimeSpan Percentile(double part) =>
        Latencies.Length == 0 ? TimeSpan.Zero
            : Latencies[Math.Clamp((int)Math.Ceiling(part * Latencies.Length) - 1, 0, Latencies.Length - 1)];

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("bytes", Bytes);
        json.WriteNumber("concurrency", Concurrency);
        json.WriteNumber("calls", Latencies.Length);
        json.WriteNumber("failed", Failed);
        json.WriteNumber("seconds", Math.Round(Elapsed.TotalSeconds, 3));
        json.WriteNumber("calls_per_second", Math.Round(Rate, 1));
        json.WriteNumber("bytes_per_second", Math.Round(BytesPerSecond));
        json.WriteStartObject("latency_ms");
        foreach ((string name, double part) in new[] { ("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1d) })
        {
            json.WriteNumber(name, Math.Round(Percentile(part).TotalMilliseconds, 3));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
