using Grpc.Core;
using Modzy.Edge.Transport.Http2;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>Why a response is unusable although the connection works.</summary>
internal enum ResponseFault
{
    /// <summary>It violates gRPC: no message, more than one, truncated, or corrupted.</summary>
    Malformed,

    /// <summary>An HTTP status other than 200 and no gRPC status: a proxy or a web server answered.</summary>
    HttpStatus,

    /// <summary>A content type other than application/grpc.</summary>
    NotGrpc,

    /// <summary>No grpc-status.</summary>
    NoStatus,

    /// <summary>The message is larger than the client accepts.</summary>
    TooLarge,

    /// <summary>There is not enough memory for the message.</summary>
    NoMemory,

    /// <summary>The peer ended the stream with RST_STREAM.</summary>
    Reset,
}

/// <summary>
/// A response is unusable. The message states the fact; <see cref="ErrorTranslator"/> adds who and the remedy.
/// </summary>
internal sealed class ResponseException(StatusCode code, ResponseFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public StatusCode Code { get; } = code;

    public ResponseFault Fault { get; } = fault;

    /// <summary>The HTTP status of <see cref="ResponseFault.HttpStatus"/>.</summary>
    public int HttpStatus { get; private init; }

    public static ResponseException Malformed(string message) =>
        new(StatusCode.Internal, ResponseFault.Malformed, message);

    public static ResponseException Reset(Http2Error error) => new(
        StatusMapping.FromRstStream(error), ResponseFault.Reset, $"the peer reset the stream (RST_STREAM {Http2ErrorNames.Of(error)})");

    public static ResponseException FromHttpStatus(int httpStatus) =>
        new(StatusMapping.FromHttpStatus(httpStatus), ResponseFault.HttpStatus, $"HTTP status {httpStatus}{Name(httpStatus)}") { HttpStatus = httpStatus };

    public static ResponseException NotGrpc(string? contentType) => new(
        StatusCode.Unknown,
        ResponseFault.NotGrpc,
        contentType is null ? "no content type" : $"content type {PrintableText.Escape(contentType)}");

    public static ResponseException NoStatus() => new(StatusCode.Unknown, ResponseFault.NoStatus, "the response has no grpc-status");

    public static ResponseException TooLarge(long size, long limit, bool isCompressed = false) => new(
        StatusCode.ResourceExhausted,
        ResponseFault.TooLarge,
        isCompressed ? $"more than {size} bytes after decompression; the limit is {limit}" : $"{size} bytes; the limit is {limit}");

    public static ResponseException NoMemory(OutOfMemoryException cause) =>
        new(StatusCode.ResourceExhausted, ResponseFault.NoMemory, cause.Message, cause);

    /// <summary>A malformed response (RFC 9113, section 8.1.1).</summary>
    public static ResponseException ContentLength(long announced, long received) =>
        Malformed($"the response has a content-length of {announced} bytes, and {received} bytes of data");

    /// <summary>The compression ratio is that of a decompression bomb.</summary>
    public static ResponseException GrowsTooMuch(long size, int ratio) => new(
        StatusCode.ResourceExhausted,
        ResponseFault.Malformed,
        $"the response grows to more than {size} bytes by decompression, over {ratio} times its compressed size");

    /// <summary>The exception of the failed call.</summary>
    public RpcException ToRpcException() => new(new Status(Code, Message, this));

    private static string Name(int httpStatus) => httpStatus switch
    {
        400 => " (Bad Request)",
        401 => " (Unauthorized)",
        403 => " (Forbidden)",
        404 => " (Not Found)",
        405 => " (Method Not Allowed)",
        407 => " (Proxy Authentication Required)",
        413 => " (Content Too Large)",
        415 => " (Unsupported Media Type)",
        429 => " (Too Many Requests)",
        500 => " (Internal Server Error)",
        502 => " (Bad Gateway)",
        503 => " (Service Unavailable)",
        504 => " (Gateway Timeout)",
        505 => " (HTTP Version Not Supported)",
        _ => "",
    };
}
