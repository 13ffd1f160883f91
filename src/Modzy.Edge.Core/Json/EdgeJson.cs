using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Modzy.Edge.Json;

/// <summary>What all JSON of this library has in common.</summary>
internal static class EdgeJson
{
    /// <summary>Text beyond ASCII stays readable; the JSON is not meant to be pasted into HTML.</summary>
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>What a writer that rests holds in place of somebody's buffer.</summary>
    private static readonly ArrayBufferWriter<byte> _nowhere = new();

    /// <summary>Each job needs one. A value that is written while another is being written gets one of its own.</summary>
    [ThreadStatic]
    private static Utf8JsonWriter? _idle;

    /// <summary>Writes one JSON value to a buffer.</summary>
    public static void Write<T>(IBufferWriter<byte> output, T value, Action<Utf8JsonWriter, T> write)
    {
        Utf8JsonWriter? writer = _idle;
        _idle = null;
        if (writer is null)
        {
            writer = new Utf8JsonWriter(output, _options);
        }
        else
        {
            writer.Reset(output);
        }

        write(writer, value);
        writer.Flush();
        writer.Reset(_nowhere);
        _idle = writer;
    }

    /// <summary>The same as text.</summary>
    public static string ToText<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value, write);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A name that is checked and encoded once, not each time it is written.</summary>
    public static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name, _options.Encoder);

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, WireTime? time)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, time);
    }

    public static void WriteTime(this Utf8JsonWriter writer, JsonEncodedText name, WireTime? time)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, time);
    }

    public static void WriteInteger(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, value);
    }

    public static void WriteInteger(this Utf8JsonWriter writer, JsonEncodedText name, long? value)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, value);
    }

    /// <summary>Writes a double so that reading it gives the same double. JSON has no NaN and no infinity: those are strings.</summary>
    public static void WriteDouble(this Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    /// <summary>Null for the empty string, which is all that proto3 has in place of null.</summary>
    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static void WriteValue(Utf8JsonWriter writer, WireTime? time)
    {
        if (time is not WireTime value)
        {
            writer.WriteNullValue();
            return;
        }

        Span<byte> text = stackalloc byte[WireTime.MaxLength];
        writer.WriteStringValue(text[..value.Format(text)]);
    }

    private static void WriteValue(Utf8JsonWriter writer, long? value)
    {
        if (value is long number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
