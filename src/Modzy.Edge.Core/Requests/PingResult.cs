using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;

namespace Modzy.Edge.Requests;

/// <summary>How long a call to the edge and back took.</summary>
internal sealed class PingResult(TimeSpan roundTrip) : IJsonWritable
{
    public TimeSpan RoundTrip => roundTrip;

    /// <summary>In whole microseconds, as the C interface has it.</summary>
    public long Microseconds => (long)roundTrip.TotalMicroseconds;

    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, this, static (Utf8JsonWriter writer, PingResult result) =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("round_trip_us"u8, result.Microseconds);
        writer.WriteEndObject();
    });
}
