namespace Modzy.Edge.Transport.Direct.Hpack;

/// <summary>Where a Huffman-coded string is decoded to.</summary>
internal sealed class HuffmanBuffer
{
    /// <summary>No header of an ordinary answer is longer.</summary>
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
