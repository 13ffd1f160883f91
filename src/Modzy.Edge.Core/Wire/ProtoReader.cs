using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Modzy.Edge.Json;

namespace Modzy.Edge.Wire;

/// <summary>
/// Reads protobuf in the form that edges write. It rejects unusual encodings, which the generated classes then parse or
/// report.
/// </summary>
internal struct ProtoReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _position;
    private int _last;

    /// <param name="message">A message, which must not change any more.</param>
    public ProtoReader(byte[] message)
        : this(message, 0, message.Length)
    {
    }

    private ProtoReader(byte[] bytes, int start, int end)
    {
        _bytes = bytes;
        _position = start;
        _end = end;
    }

    /// <summary>Whether something was rejected. The fields read so far are invalid then.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Reads the next tag; false at the end.</summary>
    /// <param name="tag">The tag, of one byte.</param>
    public bool Next(out int tag)
    {
        bool more = _position < _end;
        tag = more ? _bytes[_position++] : 0;
        return more;
    }

    /// <summary>
    /// The same for fields that occur at most once, in the order of their numbers; anything else is rejected.
    /// </summary>
    public bool NextInOrder(out int tag)
    {
        if (!Next(out tag))
        {
            return false;
        }

        Require(tag > _last);
        _last = tag;
        return !HasRefused;
    }

    /// <summary>Reads a varint; negative ones, and those of ten bytes, are rejected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Integer() =>
        _position < _end && _bytes[_position] < 0x80 ? _bytes[_position++] : LongInteger();

    public uint UInt32()
    {
        long value = Integer();
        Require(value <= uint.MaxValue);
        return (uint)value;
    }

    public int Int32()
    {
        long value = Integer();
        Require(value <= int.MaxValue);
        return (int)value;
    }

    public WireText Text()
    {
        int length = Take(out int start);
        ReadOnlySpan<byte> text = _bytes.AsSpan(start, length);
        if (JsonText.IsPlain(text))
        {
            return new WireText(_bytes, start, length);
        }

        Require(Utf8.IsValid(text));
        return new WireText(Encoding.UTF8.GetString(text));
    }

    /// <summary>Reads a submessage. What its reader rejects is not recorded in this one.</summary>
    public ProtoReader Message()
    {
        int length = Take(out int start);
        return new ProtoReader(_bytes, start, start + length);
    }

    /// <summary>Rejects the message if a condition does not hold.</summary>
    public void Require(bool isOrdinary)
    {
        if (!isOrdinary)
        {
            HasRefused = true;
            _position = _end;
        }
    }

    private int Take(out int start)
    {
        long length = Integer();
        Require(length <= _end - _position);
        start = _position;
        if (HasRefused)
        {
            return 0;
        }

        _position += (int)length;
        return (int)length;
    }

    private long LongInteger()
    {
        long value = 0;
        for (int shift = 0; shift < 63 && _position < _end; shift += 7)
        {
            byte next = _bytes[_position++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Require(false);
        return 0;
    }
}
