namespace Modzy.Edge.Transport.Http2.Hpack;

/// <summary>Integers (RFC 7541, section 5.1).</summary>
internal static class HpackInteger
{
    /// <summary>28 bits beyond the prefix: no valid length or index is larger.</summary>
    private const int LongestTail = 4;

    /// <summary>Reads an integer.</summary>
    /// <param name="block">The rest of the header block, which begins with the integer; receives what follows
    /// it.</param>
    /// <param name="prefixBits">How many low bits of the first byte belong to it: 4 to 7.</param>
    public static int Read(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        int mask = (1 << prefixBits) - 1;
        int value = block[0] & mask;
        if (value < mask)
        {
            block = block[1..];
            return value;
        }

        for (int i = 0; i < LongestTail; i++)
        {
            if (i + 1 >= block.Length)
            {
                throw new HpackException("an integer ends in the middle");
            }

            byte next = block[i + 1];
            value += (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                block = block[(i + 2)..];
                return value;
            }
        }

        throw new HpackException("an integer is too large");
    }

    /// <summary>Writes an integer and returns how many bytes it took, 5 at most.</summary>
    /// <param name="value">Below 2^28.</param>
    /// <param name="prefixBits">How many low bits of the first byte are for it.</param>
    /// <param name="pattern">The high bits of the first byte.</param>
    /// <param name="output">Where it goes.</param>
    public static int Write(int value, int prefixBits, byte pattern, Span<byte> output)
    {
        int mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            output[0] = (byte)(pattern | value);
            return 1;
        }

        output[0] = (byte)(pattern | mask);
        value -= mask;
        int count = 1;
        while (value >= 0x80)
        {
            output[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[count++] = (byte)value;
        return count;
    }
}
