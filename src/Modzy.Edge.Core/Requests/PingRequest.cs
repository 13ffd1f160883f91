using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>Makes the cheapest call and measures it. The response does not matter.</summary>
internal sealed class PingRequest : EdgeRequest<PingResult>
{
    private readonly TimeSpan? _timeout;

    /// <param name="timeout">How long the call may take; null for the deadline of the client.</param>
    /// <exception cref="EdgeException">It is invalid.</exception>
    public PingRequest(TimeSpan? timeout)
    {
        Durations.Check(timeout, "timeout");
        _timeout = timeout;
    }

    public override async ValueTask<PingResult> RunAsync(CallContext context)
    {
        long start = Stopwatch.GetTimestamp();
        CallContext limited = _timeout is TimeSpan time ? context.Within(time) : context;
        try
        {
            await limited.UnaryAsync(EdgeMethods.GetFeatures, new EmptyMessage()).ConfigureAwait(false);
        }
        catch (EdgeException e) when (e is { Origin: EdgeErrorOrigin.Edge, Status: EdgeStatus.Unimplemented })
        {
            // UNIMPLEMENTED is a response, too.
        }

        return new PingResult(Stopwatch.GetElapsedTime(start));
    }
}

/// <summary>The duration of a call.</summary>
internal sealed class PingResult(TimeSpan roundTrip) : IJsonWritable
{
    public TimeSpan RoundTrip => roundTrip;

    /// <summary>In whole microseconds, as in the C interface.</summary>
    public long Microseconds => (long)roundTrip.TotalMicroseconds;

    public void WriteJson(IBufferWriter<byte> output) =>
        EdgeJson.Write(output, this, static (Utf8JsonWriter writer, PingResult result) =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("round_trip_us"u8, result.Microseconds);
        writer.WriteEndObject();
    });
}
