namespace Modzy.Edge.Transport.Http2.Hpack;

/// <summary>Decodes strings of <see cref="HuffmanCode"/>.</summary>
internal static class HuffmanDecoder
{
    // By code length: the first code beyond that length, left-aligned in 32 bits, and the offset of its symbols.
    private static readonly uint[] _end = new uint[HuffmanCode.LongestBits + 1];
    private static readonly int[] _offset = new int[HuffmanCode.LongestBits + 1];
    private static readonly short[] _symbols = new short[HuffmanCode.Symbols];

#pragma warning disable CA1810 // The three tables are made in one pass.
    static HuffmanDecoder()
#pragma warning restore CA1810
    {
        int index = 0;
        uint code = 0;
        for (int bits = 1; bits <= HuffmanCode.LongestBits; bits++)
        {
            code <<= 1;
            _offset[bits] = index - (int)code;
            for (int symbol = 0; symbol < HuffmanCode.Symbols; symbol++)
            {
                if (HuffmanCode.Lengths[symbol] == bits)
                {
                    _symbols[index++] = (short)symbol;
                    code++;
                }
            }

            // The longest codes end with 32 bits of ones: one less keeps the end within the type.
            _end[bits] = bits == HuffmanCode.LongestBits ? uint.MaxValue : code << (32 - bits);
        }
    }

    /// <summary>The longest string that an encoded string of this length can decode to.</summary>
    public static int MaxDecodedLength(int encodedLength) =>
        checked((int)((long)encodedLength * 8 / HuffmanCode.ShortestBits));

    /// <summary>Decodes a string and returns its length.</summary>
    /// <param name="encoded">The string.</param>
    /// <param name="output">At least <see cref="MaxDecodedLength"/> bytes.</param>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        ulong window = 0;
        int available = 0;
        int read = 0;
        int written = 0;
        while (true)
        {
            while (available <= 56 && read < encoded.Length)
            {
                window |= (ulong)encoded[read++] << (56 - available);
                available += 8;
            }

            if (available < HuffmanCode.ShortestBits)
            {
                break;
            }

            uint next = (uint)(window >> 32);
            int bits = HuffmanCode.ShortestBits;
            while (next >= _end[bits] && bits < HuffmanCode.LongestBits)
            {
                bits++;
            }

            if (bits > available)
            {
                break;
            }

            int symbol = _symbols[_offset[bits] + (int)(next >> (32 - bits))];
            if (symbol == HuffmanCode.EndOfString)
            {
                throw new HpackException("a Huffman-coded string holds the end-of-string symbol");
            }

            output[written++] = (byte)symbol;
            window <<= bits;
            available -= bits;
        }

        // The rest is padding: fewer than 8 bits, all ones (section 5.2).
        if (available > 7 || (available > 0 && (window >> (64 - available)) != (1UL << available) - 1))
        {
            throw new HpackException("a Huffman-coded string is not padded with ones");
        }

        return written;
    }
}

/// <summary>
/// The code of RFC 7541, appendix B. It is canonical: codes of one length follow each other in the order of their
/// symbols, and continue where the shorter ones end. The lengths therefore define it.
/// </summary>
internal static class HuffmanCode
{
    public const int Symbols = 257;
    public const int EndOfString = 256;
    public const int ShortestBits = 5;
    public const int LongestBits = 30;

    /// <summary>The length of each symbol's code, in bits.</summary>
    public static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];
}
