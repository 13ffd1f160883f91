using System.Text;

namespace Modzy.Edge.Transport.Http2.Hpack;

/// <summary>
/// Encodes the few header fields of a request. What the peer's dynamic table holds is for the caller to know.
/// </summary>
internal sealed class HpackEncoder
{
    private const byte IndexedPattern = 0x80;
    private const byte AddedPattern = 0x40;
    private const byte TableSizePattern = 0x20;
    private const byte LiteralPattern = 0x00;
    private const byte StringPattern = 0x00;

    /// <summary>The longest form of an integer, see <see cref="HpackInteger"/>.</summary>
    private const int IntegerRoom = 5;

    private byte[] _bytes = new byte[256];
    private int _count;

    public ReadOnlySpan<byte> Block => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>Appends what was encoded before.</summary>
    public void WriteBlock(ReadOnlySpan<byte> block)
    {
        Reserve(block.Length);
        block.CopyTo(_bytes.AsSpan(_count));
        _count += block.Length;
    }

    /// <summary>Tells the peer how large its dynamic table is from now on, in bytes. Only at the beginning of a block.</summary>
    public void WriteTableSize(int size) => WriteInteger(size, 5, TableSizePattern);

    /// <summary>Writes a field that is in one of the tables as a whole.</summary>
    public void WriteIndexed(int index) => WriteInteger(index, 7, IndexedPattern);

    /// <summary>Writes a field whose name is in the static table.</summary>
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
            WriteInteger(nameIndex, 4, LiteralPattern);
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

/// <summary>What the peer is to do with a field that is written as a literal (RFC 7541, section 6.2).</summary>
internal enum HeaderIndexing
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Keep it in its dynamic table.</summary>
    Incremental,
}
