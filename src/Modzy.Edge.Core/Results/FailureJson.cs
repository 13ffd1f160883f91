using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge;

/// <summary>
/// A failure as JSON. The wire has it as a message of any type; the types that edges are known to use are written with
/// their fields, any other with its name and its bytes, so that nothing is lost.
/// </summary>
internal static class FailureJson
{
    public static void Write(Utf8JsonWriter writer, Any failure)
    {
        if (TryUnpack(failure, Error.Parser, out Error? error))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, error.Message);
            writer.WriteString("report_error_url"u8, error.ReportErrorUrl);
            writer.WriteString("status"u8, error.Status);
            writer.WriteNumber("status_code"u8, error.StatusCode);
            writer.WriteEndObject();
        }
        else if (TryUnpack(failure, Struct.Parser, out Struct? content))
        {
            StructJson.Write(writer, content);
        }
        else if (TryUnpack(failure, StringValue.Parser, out StringValue? text))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, text.Value);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString("@type"u8, failure.TypeUrl);
            writer.WriteBase64String("value"u8, failure.Value.Span);
            writer.WriteEndObject();
        }
    }

    /// <summary>Like <see cref="Any.TryUnpack"/>, but bytes that are not what their type says are no exception.</summary>
    public static bool TryUnpack<T>(Any any, MessageParser<T> parser, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>, new()
    {
        message = null;
        try
        {
            return any.TryUnpack(out message);
        }
        catch (InvalidProtocolBufferException)
        {
            // The bytes are not what their type says: they are shown as they are.
            return false;
        }
    }
}
