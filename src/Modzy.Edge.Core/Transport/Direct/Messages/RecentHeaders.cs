using Modzy.Edge.Transport.Direct.Hpack;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// Reads header blocks, and does not read one again that is the same as the one before, as those of answers are that went
/// well.
/// </summary>
internal sealed class RecentHeaders(bool endStream)
{
    /// <summary>In bytes. Those of servers have fewer than half of that.</summary>
    private const int LongestKept = 256;

    private byte[] _block = [];
    private AnswerHeaders? _headers;

    /// <exception cref="HpackException">The block is wrong.</exception>
    public AnswerHeaders Read(ReadOnlySpan<byte> block, HpackDecoder decoder)
    {
        if (_headers is not null && decoder.IsStateless && block.SequenceEqual(_block))
        {
            return _headers;
        }

        _headers = null;
        var headers = new AnswerHeaders(endStream);
        decoder.Decode(block, headers);

        // Metadata becomes that of an exception, whose owner may change it.
        if (headers.Metadata is null && decoder.IsStateless && block.Length <= LongestKept)
        {
            _block = block.ToArray();
            _headers = headers;
        }

        return headers;
    }
}
