namespace Modzy.Edge.Transport.Http2.Hpack;

/// <summary>Decodes header blocks (RFC 7541). One for each connection: blocks depend on those before them.</summary>
internal sealed class HpackDecoder
{
    private readonly DynamicTable _table = new();
    private readonly HuffmanBuffer _nameBuffer = new();
    private readonly HuffmanBuffer _valueBuffer = new();
    private int _largestTable = DynamicTable.DefaultCapacity;

    /// <summary>Whether blocks do not depend on others, because there is no table for them any more.</summary>
    public bool IsStateless => _largestTable == 0;

    /// <summary>The size that the peer has acknowledged: what is larger is an error from now on.</summary>
    public void LimitTable(int size)
    {
        _largestTable = size;
        if (_table.Capacity > size)
        {
            _table.Resize(size);
        }
    }

    /// <summary>Decodes a whole block.</summary>
    /// <param name="block">All fragments of it.</param>
    /// <param name="sink">Receives the fields.</param>
    /// <exception cref="HpackException">The block is malformed.</exception>
    public void Decode<TSink>(ReadOnlySpan<byte> block, TSink sink)
        where TSink : IHeaderSink
    {
        bool begun = false;
        while (!block.IsEmpty)
        {
            byte first = block[0];
            if ((first & 0x80) != 0)
            {
                Indexed(HpackInteger.Read(ref block, 7), sink);
            }
            else if ((first & 0x40) != 0)
            {
                Literal(ref block, 6, add: true, sink);
            }
            else if ((first & 0x20) != 0)
            {
                ResizeTable(HpackInteger.Read(ref block, 5), begun);
                continue;
            }
            else
            {
                // "Without indexing" and "never indexed" differ for intermediaries only.
                Literal(ref block, 4, add: false, sink);
            }

            begun = true;
        }
    }

    /// <summary>Decodes a block for its effect on the dynamic table only.</summary>
    /// <exception cref="HpackException">The block is malformed.</exception>
    public void DecodeAndDiscard(ReadOnlySpan<byte> block) => Decode(block, default(NullSink));

    /// <summary>Releases the memory of unusually long strings.</summary>
    public void Trim()
    {
        _nameBuffer.Trim();
        _valueBuffer.Trim();
    }

    private void Indexed<TSink>(int index, TSink sink)
        where TSink : IHeaderSink
    {
        if (index is >= 1 and <= StaticTable.Count)
        {
            sink.OnHeader(StaticTable.Name(index), StaticTable.Value(index));
            return;
        }

        (byte[] name, byte[] value) = Dynamic(index);
        sink.OnHeader(name, value);
    }

    private void Literal<TSink>(ref ReadOnlySpan<byte> block, int prefixBits, bool add, TSink sink)
        where TSink : IHeaderSink
    {
        int index = HpackInteger.Read(ref block, prefixBits);
        ReadOnlySpan<byte> name = index switch
        {
            0 => String(ref block, _nameBuffer),
            <= StaticTable.Count => StaticTable.Name(index),
            _ => Dynamic(index).Name,
        };
        ReadOnlySpan<byte> value = String(ref block, _valueBuffer);
        sink.OnHeader(name, value);
        if (add)
        {
            _table.Add(name, value);
        }
    }

    private (byte[] Name, byte[] Value) Dynamic(int index)
    {
        int position = index - StaticTable.Count - 1;
        return index > 0 && position < _table.Count
            ? _table[position]
            : throw new HpackException($"there is no entry {index} in the header table");
    }

    private void ResizeTable(int size, bool begun)
    {
        if (begun)
        {
            throw new HpackException("the header table is resized in the middle of a block");
        }

        if (size > _largestTable)
        {
            throw new HpackException($"the header table is resized to {size}, beyond the {_largestTable} that were announced");
        }

        _table.Resize(size);
    }

    private static ReadOnlySpan<byte> String(ref ReadOnlySpan<byte> block, HuffmanBuffer buffer)
    {
        if (block.IsEmpty)
        {
            throw new HpackException("a header block ends in the middle");
        }

        bool huffman = (block[0] & 0x80) != 0;
        int length = HpackInteger.Read(ref block, 7);
        if (length > block.Length)
        {
            throw new HpackException("a string is longer than its header block");
        }

        ReadOnlySpan<byte> text = block[..length];
        block = block[length..];
        return huffman ? buffer.Decode(text) : text;
    }

    private readonly struct NullSink : IHeaderSink
    {
        public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
        }
    }
}

/// <summary>Receives the header fields of a block, in order.</summary>
internal interface IHeaderSink
{
    /// <summary>Receives a field. Both spans are valid during the call only.</summary>
    void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}

/// <summary>A malformed header block: a connection error, because the state of the dynamic table is lost.</summary>
internal sealed class HpackException(string message) : Exception(message);

/// <summary>Holds a decoded Huffman string.</summary>
internal sealed class HuffmanBuffer
{
    /// <summary>Longer than the strings of ordinary responses.</summary>
    private const int KeptLength = 512;

    private byte[] _bytes = [];

    /// <summary>Decodes a string. The result is valid until the next one.</summary>
    public ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> encoded)
    {
        int length = HuffmanDecoder.MaxDecodedLength(encoded.Length);
        if (length > _bytes.Length)
        {
            _bytes = new byte[Math.Max(length, KeptLength)];
        }

        return _bytes.AsSpan(0, HuffmanDecoder.Decode(encoded, _bytes));
    }

    public void Trim()
    {
        if (_bytes.Length > KeptLength)
        {
            _bytes = [];
        }
    }
}
