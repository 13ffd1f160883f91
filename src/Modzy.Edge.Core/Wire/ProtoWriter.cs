using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Modzy.Edge.Wire;

/// <summary>
/// Writes protobuf to an <see cref="IBufferWriter{T}"/>, into spans of any length, down to a single byte. It buffers
/// nothing.
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

    /// <summary>Ends the message. Nothing may be written after it.</summary>
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

    /// <summary>Writes tag and length of a length-delimited field.</summary>
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

    /// <summary>Writes a map entry up to the length of its value, which has to follow.</summary>
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

    /// <summary>Writes bytes in one or several segments.</summary>
    public void WriteRaw(in ReadOnlySequence<byte> value)
    {
        foreach (ReadOnlyMemory<byte> piece in value)
        {
            WriteRaw(piece.Span);
        }
    }

    /// <summary>Writes bytes in one or several segments as base64 with padding (RFC 4648, section 4).</summary>
    public void WriteBase64(in ReadOnlySequence<byte> data)
    {
        if (data.IsSingleSegment)
        {
            WriteBase64(data.FirstSpan);
            return;
        }

        // Only the last group is padded: the rest of a segment is completed from the next one.
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

    /// <summary>
    /// Writes one group of four characters across several spans, and returns how many bytes it encodes.
    /// </summary>
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

/// <summary>Sizes of protobuf fields, as 64-bit numbers: messages that are too large are counted, too.</summary>
internal static class ProtoSize
{
    /// <summary>A boolean field (1 to 15) that is true; false is not sent.</summary>
    public const int True = 2;

    public static byte LengthDelimitedTag(int field) => (byte)((field << 3) | 2);

    public static byte VarintTag(int field) => (byte)(field << 3);

    /// <summary>7 bits in each byte.</summary>
    public static int Varint(ulong value) => value < 0x80 ? 1 : (BitOperations.Log2(value) / 7) + 1;

    /// <summary>A length-delimited field (1 to 15): tag, length and content.</summary>
    public static long LengthDelimited(long length) => 1 + Varint((ulong)length) + length;

    /// <summary>A map entry without its own tag and length: a key and a length-delimited value.</summary>
    public static long Entry(long keyLength, long valueLength) =>
        LengthDelimited(keyLength) + LengthDelimited(valueLength);

    /// <summary>4 characters for each group of 3 bytes.</summary>
    public static long Base64(long bytes) => (bytes + 2) / 3 * 4;
}

/// <summary>Field numbers of map entries and of <c>google.protobuf.Struct</c>.</summary>
internal static class WireFields
{
    /// <summary>The key in any map's entry.</summary>
    public const int EntryKey = 1;

    /// <summary>The value in any map's entry.</summary>
    public const int EntryValue = 2;

    /// <summary><c>google.protobuf.Struct.fields</c>.</summary>
    public const int StructFields = 1;

    /// <summary><c>google.protobuf.Value.string_value</c>.</summary>
    public const int StringValue = 3;

    /// <summary><c>google.protobuf.Value.struct_value</c>.</summary>
    public const int StructValue = 5;
}
