using System.Text.Json;
using Modzy.Edge.Headroom;

namespace Modzy.Edge.Json;

/// <summary>
/// Writes texts and bytes of any size with <see cref="Utf8JsonWriter"/>, which itself takes twelve bytes of memory for each
/// character of a text at once.
/// </summary>
internal static class LargeText
{
    /// <summary>How much is written at a time: characters, or bytes.</summary>
    private const int Piece = 8 * 1024;

    /// <summary>Writes a member whose value is a text, or null.</summary>
    public static void WriteText(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        writer.WritePropertyName(name);
        writer.WriteTextValue(text);
    }

    /// <summary>Writes a text, or null.</summary>
    public static void WriteTextValue(this Utf8JsonWriter writer, string? text)
    {
        if (text is null || text.Length <= Piece)
        {
            writer.WriteStringValue(text);
            return;
        }

        ReadOnlySpan<char> rest = text;
        for (; rest.Length > Piece; rest = rest[Piece..])
        {
            writer.WriteStringValueSegment(rest[..Piece], isFinalSegment: false);
        }

        writer.WriteStringValueSegment(rest, isFinalSegment: true);
    }

    /// <summary>Writes a member whose value is bytes, as Base64.</summary>
    public static void WriteBase64(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        writer.WritePropertyName(name);
        for (; bytes.Length > Piece; bytes = bytes[Piece..])
        {
            writer.WriteBase64StringSegment(bytes[..Piece], isFinalSegment: false);
        }

        writer.WriteBase64StringSegment(bytes, isFinalSegment: true);
    }

    /// <summary>Writes the name of a member that the edge has chosen.</summary>
    /// <exception cref="MemoryShortageException">It is too long: names cannot be written in pieces.</exception>
    public static void WriteName(this Utf8JsonWriter writer, string name)
    {
        MemoryHeadroom.Take(12L * name.Length, "A name in the response");
        writer.WritePropertyName(name);
    }
}
