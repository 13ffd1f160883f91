using System.Text;

namespace Modzy.Edge.Json;

/// <summary>A string field as received. It becomes a string on demand only: writing JSON does not need one.</summary>
internal struct WireText
{
    private readonly int _start;
    private readonly int _length;

    /// <summary>The string, or the bytes that contain it; null for the empty text.</summary>
    private object? _source;

    public WireText(string text)
    {
        _source = text;
        _length = text.Length;
    }

    /// <param name="bytes">The bytes that contain the text, which needs no escape in JSON. They must not change any
    /// more.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">How many bytes it has.</param>
    public WireText(byte[] bytes, int start, int length)
    {
        _source = bytes;
        _start = start;
        _length = length;
    }

    public readonly bool IsEmpty => _length == 0;

    /// <summary>The text for JSON, unless it is a string.</summary>
    public readonly bool TryGetPlain(out ReadOnlySpan<byte> text)
    {
        text = _source is byte[] bytes ? bytes.AsSpan(_start, _length) : default;
        return _source is not string;
    }

    public override string ToString()
    {
        if (_source is byte[] bytes)
        {
            _source = Encoding.ASCII.GetString(bytes, _start, _length);
        }

        return _source as string ?? "";
    }

    /// <summary>Null for the empty text: proto3 has no null.</summary>
    public string? ToStringOrNull() => IsEmpty ? null : ToString();
}
