using Modzy.Edge.Transport.Direct.Hpack;

namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>Takes what the peer sends on the stream.</summary>
internal interface IStreamReceiver : IHeaderSink
{
    /// <summary>Whether nothing that may still come makes a difference.</summary>
    bool IsDecided { get; }

    /// <summary>A header block begins; its fields follow.</summary>
    void OnHeadersBegin(bool endStream);

    /// <summary>The header block is complete.</summary>
    void OnHeadersEnd(bool endStream);

    void OnData(ReadOnlySpan<byte> data);
}
