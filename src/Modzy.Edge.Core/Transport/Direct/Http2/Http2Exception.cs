namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>The peer has violated HTTP/2 (RFC 9113, section 5.4).</summary>
internal sealed class Http2Exception(Http2Error error, string message, bool isStreamError = false) : Exception(message)
{
    /// <summary>What the peer is told.</summary>
    public Http2Error Error { get; } = error;

    /// <summary>Whether it concerns a stream alone; otherwise the connection cannot be used any more.</summary>
    public bool IsStreamError { get; } = isStreamError;

    public static Http2Exception Stream(Http2Error error, string message) => new(error, message, isStreamError: true);

    /// <summary>A response that section 8.1.1 calls malformed.</summary>
    public static Http2Exception Malformed(string message) => Stream(Http2Error.ProtocolError, message);

    public static Http2Exception Protocol(string message) => new(Http2Error.ProtocolError, message);

    public static Http2Exception FrameSize(FrameType type) =>
        new(Http2Error.FrameSizeError, $"a {type} frame has a size that it cannot have");
}
