using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Modzy.Edge.Json;

/// <summary>Writes the JSON of this library.</summary>
internal static class EdgeJson
{
    /// <summary>Text beyond ASCII stays readable; the JSON is not meant to be pasted into HTML.</summary>
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Escapes a string, without quotation marks.</summary>
    public static JsonEncodedText Encode(ReadOnlySpan<char> text) => JsonEncodedText.Encode(text, _options.Encoder);

    /// <summary>Writes one JSON value to a buffer.</summary>
    public static void Write<T>(IBufferWriter<byte> output, T value, Action<Utf8JsonWriter, T> write)
    {
        using var writer = new Utf8JsonWriter(output, _options);
        write(writer, value);
    }

    /// <summary>The same as text.</summary>
    public static string ToText<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value, write);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, WireTime? time) =>
        writer.WriteText(name, time?.ToString());

    /// <summary>Writes a duration as milliseconds. Null for an absent one.</summary>
    public static void WriteDuration(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, decimal? milliseconds)
    {
        if (milliseconds is decimal number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>The same for floating-point durations of results. Null for NaN and infinity.</summary>
    public static void WriteDuration(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, double milliseconds)
    {
        if (double.IsFinite(milliseconds))
        {
            writer.WriteNumber(name, milliseconds);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteInteger(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is long number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>
    /// Writes a double so that reading it gives the same double. JSON has no NaN and no infinity: those are strings.
    /// </summary>
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

    /// <summary>Writes null for the empty string: proto3 has no null.</summary>
    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>A result that can write itself as JSON.</summary>
internal interface IJsonWritable
{
    void WriteJson(IBufferWriter<byte> output);
}
