using Modzy.Edge.Transport.Direct.Hpack;

namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>Takes what the peer sends on the stream.</summary>
internal interface IStreamReceiver
{
    /// <summary>Whether nothing that may still come makes a difference.</summary>
    bool IsDecided { get; }

    /// <summary>Takes a whole header block, which has to be decoded unless the decoder has no state.</summary>
    void OnHeaders(ReadOnlySpan<byte> block, bool endStream, HpackDecoder decoder);

    void OnData(ReadOnlySpan<byte> data);
}
