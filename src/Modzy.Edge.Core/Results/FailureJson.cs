using System.Diagnostics.CodeAnalysis;
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
        if (TryUnpackError(failure, out Error? error))
        {
            writer.WriteStartObject();
            writer.WriteText("message"u8, error.Message);
            writer.WriteText("report_error_url"u8, error.ReportErrorUrl);
            writer.WriteText("status"u8, error.Status);
            writer.WriteNumber("status_code"u8, error.StatusCode);
            writer.WriteEndObject();
        }
        else if (TryUnpack(failure, "google.protobuf.Struct", Struct.Parser, out Struct? content))
        {
            StructJson.Write(writer, content);
        }
        else if (TryUnpack(failure, "google.protobuf.StringValue", StringValue.Parser, out StringValue? text))
        {
            writer.WriteStartObject();
            writer.WriteText("message"u8, text.Value);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteText("@type"u8, failure.TypeUrl);
            writer.WriteBase64("value"u8, failure.Value.Span);
            writer.WriteEndObject();
        }
    }

    /// <summary>The error that a failure is, if it is one.</summary>
    public static bool TryUnpackError(Any any, [NotNullWhen(true)] out Error? error) =>
        TryUnpack(any, "common.v1.Error", Error.Parser, out error);

    /// <summary>
    /// Like <see cref="Any.TryUnpack"/>, but bytes that are not what their type says are no exception, and the type's name
    /// is not asked of protobuf's reflection, which is left out of the native library.
    /// </summary>
    private static bool TryUnpack<T>(Any any, string typeName, MessageParser<T> parser, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>
    {
        message = null;
        if (Any.GetTypeName(any.TypeUrl) != typeName)
        {
            return false;
        }

        try
        {
            message = parser.ParseFrom(any.Value);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            // The bytes are not what their type says: they are shown as they are.
            return false;
        }
    }
}
