using System.Text;

namespace Modzy.Edge.Transport.Direct.Hpack;

/// <summary>
/// Encodes the few header fields of a request. It uses the static table only, so that a block depends on none before it
/// and can be encoded once for all calls of a method.
/// </summary>
internal sealed class HeaderBlockWriter
{
    private const byte IndexedPattern = 0x80;
    private const byte LiteralPattern = 0x00;

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

    /// <summary>Writes a field that is in the static table as a whole.</summary>
    public void WriteIndexed(int index) => WriteInteger(index, 7, IndexedPattern);

    /// <summary>Writes a field whose name is in the static table.</summary>
    public void WriteLiteral(int nameIndex, string value)
    {
        WriteInteger(nameIndex, 4, LiteralPattern);
        WriteString(value);
    }

    public void WriteLiteral(string name, string value)
    {
        WriteInteger(0, 4, LiteralPattern);
        WriteString(name);
        WriteString(value);
    }

    public void WriteLiteral(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        WriteInteger(0, 4, LiteralPattern);
        WriteInteger(name.Length, 7, LiteralPattern);
        WriteBlock(name);
        WriteInteger(value.Length, 7, LiteralPattern);
        WriteBlock(value);
    }

    private void WriteString(string value)
    {
        WriteInteger(value.Length, 7, LiteralPattern);
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
