using System.Buffers;
using System.Runtime.CompilerServices;

namespace Modzy.Edge.Payloads;

/// <summary>
/// Writes protobuf to an <see cref="IBufferWriter{T}"/>. It asks for no particular length of span, makes do with
/// spans of a single byte, and holds nothing back: memory use does not depend on what is written.
/// </summary>
internal ref struct ProtoWriter
{
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    public ProtoWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = default;
        _used = 0;
    }

    /// <summary>Hands the rest to the output. Nothing may be written after it.</summary>
    public void Finish()
    {
        _output.Advance(_used);
        _span = default;
        _used = 0;
    }

    public void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>Writes the tag of a field that has a length, and the length.</summary>
    public void WriteLengthDelimited(int field, int length)
    {
        WriteByte(ProtoSize.LengthDelimitedTag(field));
        if (length < 0x80)
        {
            WriteByte((byte)length);
        }
        else
        {
            WriteVarint((uint)length);
        }
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteLengthDelimited(field, value.Length);
        WriteRaw(value);
    }

    /// <summary>Writes an entry of a map as far as to the length of its value, which has to follow.</summary>
    public void WriteEntry(int field, byte[] key, long valueLength)
    {
        WriteLengthDelimited(field, (int)ProtoSize.Entry(key.Length, valueLength));
        WriteBytes(WireFields.EntryKey, key);
        WriteLengthDelimited(WireFields.EntryValue, (int)valueLength);
    }

    public void WriteVarint(int field, ulong value)
    {
        WriteByte(ProtoSize.VarintTag(field));
        WriteVarint(value);
    }

    public void WriteTrue(int field)
    {
        WriteByte(ProtoSize.VarintTag(field));
        WriteByte(1);
    }

    public void WriteRaw(scoped ReadOnlySpan<byte> value)
    {
        if (value.TryCopyTo(_span[_used..]))
        {
            _used += value.Length;
            return;
        }

        while (!value.IsEmpty)
        {
            Span<byte> free = Free();
            int count = Math.Min(free.Length, value.Length);
            value[..count].CopyTo(free);
            _used += count;
            value = value[count..];
        }
    }

    /// <summary>Writes bytes that may be in pieces.</summary>
    public void WriteRaw(in ReadOnlySequence<byte> value)
    {
        foreach (ReadOnlyMemory<byte> piece in value)
        {
            WriteRaw(piece.Span);
        }
    }

    /// <summary>Writes bytes that may be in pieces as standard base64 with padding (RFC 4648, section 4).</summary>
    public void WriteBase64(in ReadOnlySequence<byte> data)
    {
        if (data.IsSingleSegment)
        {
            WriteBase64(data.FirstSpan);
            return;
        }

        // Only the last group is padded: what a piece leaves of a group waits for the next piece.
        Span<byte> group = stackalloc byte[3];
        int held = 0;
        foreach (ReadOnlyMemory<byte> piece in data)
        {
            ReadOnlySpan<byte> rest = piece.Span;
            if (held > 0)
            {
                int taken = Math.Min(3 - held, rest.Length);
                rest[..taken].CopyTo(group[held..]);
                held += taken;
                rest = rest[taken..];
                if (held < 3)
                {
                    continue;
                }

                WriteBase64(group);
            }

            int whole = rest.Length / 3 * 3;
            WriteBase64(rest[..whole]);
            rest[whole..].CopyTo(group);
            held = rest.Length - whole;
        }

        WriteBase64(group[..held]);
    }

    private void WriteBase64(scoped ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            Span<byte> free = Free();
            if (free.Length < 4)
            {
                data = data[WriteGroup(data)..];
                continue;
            }

            int count = Math.Min(data.Length, free.Length / 4 * 3);
            _used += Base64Encoder.Encode(data[..count], free);
            data = data[count..];
        }
    }

    /// <summary>Writes one group of four characters across spans that are too short for it, and returns how many bytes it holds.</summary>
    private int WriteGroup(scoped ReadOnlySpan<byte> data)
    {
        Span<byte> group = stackalloc byte[4];
        int count = Math.Min(3, data.Length);
        Base64Encoder.Encode(data[..count], group);
        WriteRaw(group);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteByte(byte value)
    {
        if (_used == _span.Length)
        {
            NextSpan();
        }

        _span[_used++] = value;
    }

    private Span<byte> Free()
    {
        if (_used == _span.Length)
        {
            NextSpan();
        }

        return _span[_used..];
    }

    private void NextSpan()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
        }

        _span = _output.GetSpan();
        _used = 0;
    }
}
