namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>The peer has violated HTTP/2. The connection is of no use any more.</summary>
internal sealed class Http2Exception(Http2Error error, string message) : Exception(message)
{
    /// <summary>What the peer is told.</summary>
    public Http2Error Error { get; } = error;

    public static Http2Exception Protocol(string message) => new(Http2Error.ProtocolError, message);

    public static Http2Exception FrameSize(FrameType type) =>
        new(Http2Error.FrameSizeError, $"a {type} frame has a size that it cannot have");
}
