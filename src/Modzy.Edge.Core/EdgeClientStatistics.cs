using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Transport;

namespace Modzy.Edge;

/// <summary>What a client has done since it was made.</summary>
/// <remarks>
/// Calls are those to the edge: a wait makes several, an upload one for each chunk. Streams count as connections only.
/// </remarks>
/// <example><code>
/// client.Ping();
/// EdgeClientStatistics statistics = client.GetStatistics();
/// Console.WriteLine($"{statistics.Calls != 0}, {statistics.LatencyMedian != TimeSpan.Zero}");    // True, True
/// </code></example>
public sealed class EdgeClientStatistics : IJsonWritable
{
    private static readonly EdgeStatus[] _statuses = Enum.GetValues<EdgeStatus>();

    internal EdgeClientStatistics(CallStatistics counted, int idleConnections)
    {
        // Later counts first: a call that ends meanwhile does not count as one in flight.
        var failures = new Dictionary<EdgeStatus, long>();
        long failed = 0;
        foreach (EdgeStatus status in _statuses)
        {
            if (status != EdgeStatus.Ok && counted.FailuresOf(status) is > 0 and long count)
            {
                failures[status] = count;
                failed += count;
            }
        }

        Failures = failures;
        Succeeded = counted.Latencies.Count;
        Calls = counted.Begun;
        CallsInFlight = Calls - Succeeded - failed;
        Retries = counted.Retries;
        BytesSent = counted.Sockets.Sent;
        BytesReceived = counted.Sockets.Received;
        ConnectionsOpen = counted.Sockets.Open;
        ConnectionsOpened = counted.Sockets.Opened;
        ConnectionsFailed = counted.Sockets.Failed;
        ConnectionsIdle = Math.Min(idleConnections, ConnectionsOpen);
        LatencyMedian = counted.Latencies.Percentile(0.5);
        Latency90 = counted.Latencies.Percentile(0.9);
        Latency99 = counted.Latencies.Percentile(0.99);
        LatencyMaximum = counted.Latencies.Longest;
    }

    /// <summary>The calls that were begun.</summary>
    public long Calls { get; }

    /// <summary>Those that have not ended yet.</summary>
    public long CallsInFlight { get; }

    /// <summary>Those that have succeeded.</summary>
    public long Succeeded { get; }

    /// <summary>How often a call was sent again, or to another of several edges.</summary>
    public long Retries { get; }

    /// <summary>The calls that have failed, by their status.</summary>
    public IReadOnlyDictionary<EdgeStatus, long> Failures { get; }

    /// <summary>
    /// The bytes that the kernel has taken, those of HTTP/2 and of TLS records included, those of TLS handshakes not.
    /// </summary>
    public long BytesSent { get; }

    /// <summary>
    /// The bytes that were received, those of HTTP/2 and of TLS records included, those of TLS handshakes not.
    /// </summary>
    public long BytesReceived { get; }

    /// <summary>The connections that were opened.</summary>
    public long ConnectionsOpened { get; }

    /// <summary>Those that are open.</summary>
    public long ConnectionsOpen { get; }

    /// <summary>Those of the direct transport that are open and carry no call.</summary>
    public long ConnectionsIdle { get; }

    /// <summary>The attempts to open a connection that have failed.</summary>
    public long ConnectionsFailed { get; }

    /// <summary>The time that half of the successful calls took at most, retries included. Exact to 3 %.</summary>
    public TimeSpan LatencyMedian { get; }

    /// <summary>The time that 90 % of them took at most.</summary>
    public TimeSpan Latency90 { get; }

    /// <summary>The time that 99 % of them took at most.</summary>
    public TimeSpan Latency99 { get; }

    /// <summary>The time that the longest of them took.</summary>
    public TimeSpan LatencyMaximum { get; }

    void IJsonWritable.WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, this, Write);

    private static void Write(Utf8JsonWriter writer, EdgeClientStatistics it)
    {
        writer.WriteStartObject();
        writer.WriteNumber("calls"u8, it.Calls);
        writer.WriteNumber("calls_in_flight"u8, it.CallsInFlight);
        writer.WriteNumber("succeeded"u8, it.Succeeded);
        writer.WriteNumber("retries"u8, it.Retries);
        writer.WriteStartObject("failures"u8);
        foreach ((EdgeStatus status, long count) in it.Failures)
        {
            writer.WriteNumber(EdgeStatusNames.Of(status), count);
        }

        writer.WriteEndObject();
        writer.WriteNumber("bytes_sent"u8, it.BytesSent);
        writer.WriteNumber("bytes_received"u8, it.BytesReceived);
        writer.WriteStartObject("connections"u8);
        writer.WriteNumber("opened"u8, it.ConnectionsOpened);
        writer.WriteNumber("open"u8, it.ConnectionsOpen);
        writer.WriteNumber("idle"u8, it.ConnectionsIdle);
        writer.WriteNumber("failed"u8, it.ConnectionsFailed);
        writer.WriteEndObject();
        writer.WriteStartObject("latency"u8);
        writer.WriteNumber("p50"u8, it.LatencyMedian.TotalMilliseconds);
        writer.WriteNumber("p90"u8, it.Latency90.TotalMilliseconds);
        writer.WriteNumber("p99"u8, it.Latency99.TotalMilliseconds);
        writer.WriteNumber("max"u8, it.LatencyMaximum.TotalMilliseconds);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
