using System.Net.Sockets;
using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct;

/// <summary>The gRPC status of what fails on this side of a call.</summary>
internal static class LocalFailure
{
    /// <summary>The status, with its cause; null for what is not the call's to report.</summary>
    public static Status? StatusOf(Exception exception) => exception switch
    {
        MemoryShortageException or ThreadShortageException => new Status(StatusCode.ResourceExhausted, exception.Message, exception),
        RpcException or OutOfMemoryException => null,
        ConnectionException { Fault: ConnectionFault.NoDescriptor } =>
            new Status(StatusCode.ResourceExhausted, exception.Message, exception),
        ResponseException response => new Status(response.Code, response.Message, response),
        ConnectionException or SocketException => new Status(StatusCode.Unavailable, exception.Message, exception),
        TimeoutException => new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded", exception),
        OperationCanceledException => new Status(StatusCode.Cancelled, "Call canceled by the client.", exception),
        Http2Exception or HpackException =>
            new Status(StatusCode.Internal, $"The peer does not keep to HTTP/2: {exception.Message}", exception),
        _ => new Status(StatusCode.Internal, $"The call failed: {exception.Message}", exception),
    };

    /// <summary>What the peer is told that has violated HTTP/2; null for what is no such thing.</summary>
    public static Http2Error? ViolationIn(Exception exception) => exception switch
    {
        Http2Exception violation => violation.Error,
        HpackException => Http2Error.CompressionError,
        _ => null,
    };
}
