namespace Modzy.Edge.Transport.Http2;

/// <summary>Error codes (RFC 9113, section 7).</summary>
internal enum Http2Error : uint
{
    NoError = 0,
    ProtocolError = 1,
    InternalError = 2,
    FlowControlError = 3,
    SettingsTimeout = 4,
    StreamClosed = 5,
    FrameSizeError = 6,
    RefusedStream = 7,
    Cancel = 8,
    CompressionError = 9,
    ConnectError = 10,
    EnhanceYourCalm = 11,
    InadequateSecurity = 12,
    Http11Required = 13,
}

/// <summary>The names of error codes as RFC 9113 spells them, such as <c>PROTOCOL_ERROR</c>.</summary>
internal static class Http2ErrorNames
{
    public static string Of(Http2Error error) => error switch
    {
        Http2Error.NoError => "NO_ERROR",
        Http2Error.ProtocolError => "PROTOCOL_ERROR",
        Http2Error.InternalError => "INTERNAL_ERROR",
        Http2Error.FlowControlError => "FLOW_CONTROL_ERROR",
        Http2Error.SettingsTimeout => "SETTINGS_TIMEOUT",
        Http2Error.StreamClosed => "STREAM_CLOSED",
        Http2Error.FrameSizeError => "FRAME_SIZE_ERROR",
        Http2Error.RefusedStream => "REFUSED_STREAM",
        Http2Error.Cancel => "CANCEL",
        Http2Error.CompressionError => "COMPRESSION_ERROR",
        Http2Error.ConnectError => "CONNECT_ERROR",
        Http2Error.EnhanceYourCalm => "ENHANCE_YOUR_CALM",
        Http2Error.InadequateSecurity => "INADEQUATE_SECURITY",
        Http2Error.Http11Required => "HTTP_1_1_REQUIRED",
        _ => $"error {(uint)error}",
    };
}

/// <summary>The peer has violated HTTP/2 (RFC 9113, section 5.4).</summary>
internal sealed class Http2Exception(Http2Error error, string message, bool isStreamError = false) : Exception(message)
{
    /// <summary>The error code that is sent to the peer.</summary>
    public Http2Error Error { get; } = error;

    /// <summary>Whether it is a stream error; otherwise it is a connection error.</summary>
    public bool IsStreamError { get; } = isStreamError;

    public static Http2Exception Stream(Http2Error error, string message) => new(error, message, isStreamError: true);

    /// <summary>A malformed response (section 8.1.1).</summary>
    public static Http2Exception Malformed(string message) => Stream(Http2Error.ProtocolError, message);

    public static Http2Exception Protocol(string message) => new(Http2Error.ProtocolError, message);

    /// <summary>The peer permits more than a window can be (section 6.9.1).</summary>
    public static Http2Exception WindowTooLarge(bool isStreamError) =>
        new(Http2Error.FlowControlError, $"a flow-control window exceeds {int.MaxValue} bytes", isStreamError);

    public static Http2Exception FrameSize(FrameType type) =>
        new(Http2Error.FrameSizeError, $"a {type} frame has a size that it cannot have");
}
