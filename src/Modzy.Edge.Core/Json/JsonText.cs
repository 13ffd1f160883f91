using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Modzy.Edge.Headroom;

namespace Modzy.Edge.Json;

/// <summary>
/// Writes JSON from constant fragments. It is used for jobs, which every submission returns:
/// <see cref="System.Text.Json.Utf8JsonWriter"/>, which writes everything else, takes three times as long.
/// </summary>
/// <param name="output">Receives UTF-8.</param>
internal ref struct JsonText(IBufferWriter<byte> output)
{
    private const int LongestInteger = 20;

    /// <summary>
    /// In characters; a text is encoded in parts, because encoding takes twelve bytes for each character.
    /// </summary>
    private const int EncodedPiece = 4 * 1024;

    /// <summary>The ASCII characters that need no escape in JSON.</summary>
    private const string Plain =
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> _plain = SearchValues.Create(Plain);

    private Span<byte> _free;
    private int _taken;

    /// <summary>Writes JSON as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // to copy pieces of a known length without a call
    public void Write(scoped ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_free);
        Take(json.Length);
    }

    public void Write(string? text)
    {
        if (text is null)
        {
            Write("null"u8);
        }
        else if (!text.AsSpan().ContainsAnyExcept(_plain))
        {
            Reserve(text.Length + 2);
            _free[0] = (byte)'"';
            Ascii.FromUtf16(text, _free[1..], out int length);
            _free[length + 1] = (byte)'"';
            Take(length + 2);
        }
        else
        {
            Write("\""u8);
            for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
            {
                // A surrogate pair is not split.
                int count = rest.Length <= EncodedPiece
                    ? rest.Length : EncodedPiece - (char.IsHighSurrogate(rest[EncodedPiece - 1]) ? 1 : 0);
                Write(EdgeJson.Encode(rest[..count]).EncodedUtf8Bytes);
                rest = rest[count..];
            }

            Write("\""u8);
        }
    }

    public void Write(long? number)
    {
        if (number is not long value)
        {
            Write("null"u8);
            return;
        }

        Reserve(LongestInteger);
        if (value is >= 0 and <= 9)
        {
            _free[0] = (byte)('0' + value);
            Take(1);
            return;
        }

        Utf8Formatter.TryFormat(value, _free, out int length);
        Take(length);
    }

    public void Write(bool? value) => Write(value switch { null => "null"u8, true => "true"u8, false => "false"u8 });

    public void Write(WireTime? time)
    {
        if (time is not WireTime value)
        {
            Write("null"u8);
            return;
        }

        Reserve(WireTime.MaxLength + 2);
        _free[0] = (byte)'"';
        int length = value.Format(_free[1..]);
        _free[length + 1] = (byte)'"';
        Take(length + 2);
    }

    /// <summary>Ends the text. Nothing may be written after it.</summary>
    public readonly void Finish() => output.Advance(_taken);

    private void Reserve(int length)
    {
        if (_free.Length < length)
        {
            output.Advance(_taken);
            _free = output.GetSpan(length);
            _taken = 0;
        }
    }

    private void Take(int length)
    {
        _free = _free[length..];
        _taken += length;
    }
}

/// <summary>
/// Writes strings and bytes of any size with <see cref="Utf8JsonWriter"/> in parts: at once, the writer takes twelve
/// bytes of memory for each character.
/// </summary>
internal static class LargeText
{
    /// <summary>The length of a part, in characters or bytes.</summary>
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
    /// <exception cref="MemoryShortageException">It is too long: names cannot be written in parts.</exception>
    public static void WriteName(this Utf8JsonWriter writer, string name)
    {
        MemoryHeadroom.Take(12L * name.Length, "A name in the response");
        writer.WritePropertyName(name);
    }
}
