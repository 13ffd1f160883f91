using System.Text;

namespace Modzy.Edge.Transport.Http2.Hpack;

/// <summary>Encodes header fields. The caller tracks the peer's dynamic table.</summary>
internal sealed class HpackEncoder
{
    private const byte IndexedPattern = 0x80;
    private const byte AddedPattern = 0x40;
    private const byte TableSizePattern = 0x20;
    private const byte LiteralPattern = 0x00;
    private const byte NeverIndexedPattern = 0x10;
    private const byte StringPattern = 0x00;

    /// <summary>The most bytes of an integer, see <see cref="HpackInteger"/>.</summary>
    private const int IntegerRoom = 5;

    private byte[] _bytes = new byte[256];
    private int _count;

    public ReadOnlySpan<byte> Block => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>Appends a block that was encoded before.</summary>
    public void WriteBlock(ReadOnlySpan<byte> block)
    {
        Reserve(block.Length);
        block.CopyTo(_bytes.AsSpan(_count));
        _count += block.Length;
    }

    /// <summary>Dynamic table size update (RFC 7541, section 6.3). At the beginning of a block only.</summary>
    public void WriteTableSize(int size) => WriteInteger(size, 5, TableSizePattern);

    /// <summary>Indexed header field (section 6.1).</summary>
    public void WriteIndexed(int index) => WriteInteger(index, 7, IndexedPattern);

    /// <summary>Literal header field with an indexed name (section 6.2).</summary>
    public void WriteLiteral(int nameIndex, string value, HeaderIndexing indexing = HeaderIndexing.None)
    {
        WriteName(nameIndex, indexing);
        WriteString(value);
    }

    public void WriteLiteral(string name, string value, HeaderIndexing indexing = HeaderIndexing.None)
    {
        WriteName(0, indexing);
        WriteString(name);
        WriteString(value);
    }

    public void WriteLiteral(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteName(0, HeaderIndexing.None);
        WriteInteger(name.Length, 7, StringPattern);
        WriteBlock(name);
        WriteInteger(value.Length, 7, StringPattern);
        WriteBlock(value);
    }

    private void WriteName(int nameIndex, HeaderIndexing indexing)
    {
        if (indexing == HeaderIndexing.Incremental)
        {
            WriteInteger(nameIndex, 6, AddedPattern);
        }
        else
        {
            WriteInteger(nameIndex, 4, indexing == HeaderIndexing.Never ? NeverIndexedPattern : LiteralPattern);
        }
    }

    private void WriteString(string value)
    {
        WriteInteger(value.Length, 7, StringPattern);
        Reserve(value.Length);
        Encoding.ASCII.GetBytes(value, _bytes.AsSpan(_count));
        _count += value.Length;
    }

    private void WriteInteger(int value, int prefixBits, byte pattern)
    {
        Reserve(IntegerRoom);
        _count += HpackInteger.Write(value, prefixBits, pattern, _bytes.AsSpan(_count));
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _count < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _count + count));
        }
    }
}

/// <summary>Whether the peer adds a literal field to its dynamic table (RFC 7541, section 6.2).</summary>
internal enum HeaderIndexing
{
    /// <summary>Without indexing.</summary>
    None,

    /// <summary>With incremental indexing.</summary>
    Incremental,

    /// <summary>Never indexed, by intermediaries either: for what may be a secret.</summary>
    Never,
}
