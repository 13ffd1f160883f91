using System.Buffers;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Modzy.Edge.Json;

/// <summary><c>google.protobuf.Struct</c> as JSON.</summary>
internal static class StructJson
{
    public static void Write(Utf8JsonWriter writer, Struct value)
    {
        writer.WriteStartObject();
        foreach (KeyValuePair<string, Value> field in value.Fields)
        {
            writer.WriteName(field.Key);
            WriteValue(writer, field.Value);
        }

        writer.WriteEndObject();
    }

    public static void WriteOrNull(Utf8JsonWriter writer, Struct? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            Write(writer, value);
        }
    }

    /// <summary>Writes a Struct as a JSON value; null for null.</summary>
    public static JsonElement? ToElement(Struct? value)
    {
        if (value is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        EdgeJson.Write(buffer, value, Write);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void WriteValue(Utf8JsonWriter writer, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.NumberValue:
                writer.WriteDouble(value.NumberValue);
                break;
            case Value.KindOneofCase.StringValue:
                writer.WriteTextValue(value.StringValue);
                break;
            case Value.KindOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case Value.KindOneofCase.StructValue:
                Write(writer, value.StructValue);
                break;
            case Value.KindOneofCase.ListValue:
                writer.WriteStartArray();
                foreach (Value item in value.ListValue.Values)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                // null_value, or no value at all, which some writers of protobuf send for null.
                writer.WriteNullValue();
                break;
        }
    }
}
