using System.Buffers;
using System.Text.Json;
using Modzy.Edge.Json;

namespace Modzy.Edge.Native;

/// <summary>Writes the JSON of <c>edge_error_detail_json</c>.</summary>
internal static class ErrorJson
{
    public static void Write(EdgeException error, IBufferWriter<byte> output) => EdgeJson.Write(output, error, Write);

    private static void Write(Utf8JsonWriter writer, EdgeException error)
    {
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, (int)error.Status);
        writer.WriteString("status"u8, EdgeStatusNames.Of(error.Status));
        writer.WriteString("message"u8, error.Message);
        writer.WriteBoolean("retriable"u8, error.IsRetriable);
        writer.WriteString("origin"u8, error.Origin switch
        {
            EdgeErrorOrigin.Edge => "edge",
            EdgeErrorOrigin.Transport => "transport",
            _ => "local",
        });
        WriteKnown(writer, "parameter"u8, error.Parameter);
        WriteKnown(writer, "method"u8, error.Method);
        WriteKnown(writer, "endpoint"u8, error.Endpoint);
        WriteKnown(writer, "server_message"u8, error.ServerMessage);
        WriteKnown(writer, "sent"u8, error.Sent switch
        {
            EdgeSent.None => "none",
            EdgeSent.Part => "part",
            EdgeSent.All => "all",
            _ => null,
        });
        if (error.Attempts > 0)
        {
            writer.WriteNumber("attempts"u8, error.Attempts);
        }

        WriteKnown(writer, "job_identifier"u8, error.JobIdentifier);
        WriteKnown(writer, "inference_identifier"u8, error.InferenceIdentifier);
        if (error.ErrorNumber is int errno)
        {
            writer.WriteNumber("errno"u8, errno);
        }

        writer.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
