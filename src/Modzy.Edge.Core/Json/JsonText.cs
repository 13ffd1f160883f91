using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Modzy.Edge.Json;

/// <summary>
/// Writes JSON whose names and punctuation are known beforehand. Every job is answered with such JSON, and
/// <see cref="System.Text.Json.Utf8JsonWriter"/>, which all other results are written with, takes three times as long for it.
/// </summary>
/// <param name="output">Receives UTF-8.</param>
internal ref struct JsonText(IBufferWriter<byte> output)
{
    private const int LongestInteger = 20;

    /// <summary>What stands in JSON as it is, of ASCII.</summary>
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private Span<byte> _free;
    private int _used;

    /// <summary>Writes what is JSON already.</summary>
    public void Write(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _used += json.Length;
    }

    public void Write(string? text)
    {
        if (text is null)
        {
            Write("null"u8);
        }
        else if (!text.AsSpan().ContainsAnyExcept(_plain))
        {
            Span<byte> quoted = Reserve(text.Length + 2);
            quoted[0] = (byte)'"';
            Ascii.FromUtf16(text, quoted[1..], out int length);
            quoted[length + 1] = (byte)'"';
            _used += length + 2;
        }
        else
        {
            Write("\""u8);
            Write(EdgeJson.Encode(text).EncodedUtf8Bytes);
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

        Utf8Formatter.TryFormat(value, Reserve(LongestInteger), out int length);
        _used += length;
    }

    public void Write(bool? value) => Write(value switch { null => "null"u8, true => "true"u8, false => "false"u8 });

    public void Write(WireTime? time)
    {
        if (time is not WireTime value)
        {
            Write("null"u8);
            return;
        }

        Span<byte> quoted = Reserve(WireTime.MaxLength + 2);
        quoted[0] = (byte)'"';
        int length = value.Format(quoted[1..]);
        quoted[length + 1] = (byte)'"';
        _used += length + 2;
    }

    /// <summary>Hands over what was written. Comes last.</summary>
    public readonly void Finish() => output.Advance(_used);

    private Span<byte> Reserve(int length)
    {
        if (_free.Length - _used < length)
        {
            output.Advance(_used);
            _free = output.GetSpan(length);
            _used = 0;
        }

        return _free[_used..];
    }
}
