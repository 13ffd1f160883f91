using System.Net.Sockets;
using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// Maps failures to gRPC status codes. <see cref="ErrorTranslator"/> turns the result into the public exception.
/// </summary>
internal static class StatusMapping
{
    private static readonly object _sentKey = typeof(EdgeSent);
    private static readonly object _attemptsKey = typeof(RetryPolicy);
    private static readonly object _atOnceKey = typeof(Deadline);
    private static readonly object _begunKey = typeof(CallStatistics);
    private static readonly object _endpointKey = typeof(EdgeEndpoint);

    /// <summary>Maps an exception of this side, which becomes the status' cause.</summary>
    /// <returns>Null for exceptions that a call does not report as its status.</returns>
    public static Status? FromException(Exception exception) => exception switch
    {
        MemoryShortageException or ThreadShortageException => new Status(
            StatusCode.ResourceExhausted, exception.Message, exception),
        RpcException or OutOfMemoryException => null,
        ConnectionException { Fault: ConnectionFault.NoDescriptor } =>
            new Status(StatusCode.ResourceExhausted, exception.Message, exception),
        ConnectionException { Fault: ConnectionFault.Untrusted } =>
            new Status(StatusCode.Unauthenticated, exception.Message, exception),
        ConnectionException { HttpStatus: 401 or 407 } =>
            new Status(StatusCode.Unauthenticated, exception.Message, exception),
        ConnectionException { HttpStatus: 403 or 405 } =>
            new Status(StatusCode.PermissionDenied, exception.Message, exception),
        ConnectionException { Fault: ConnectionFault.TlsMismatch or ConnectionFault.ProxyRefused } =>
            new Status(StatusCode.FailedPrecondition, exception.Message, exception),
        ResponseException response => new Status(response.Code, response.Message, response),
        ConnectionException or SocketException => new Status(StatusCode.Unavailable, exception.Message, exception),
        TimeoutException => new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded", exception),
        OperationCanceledException => new Status(StatusCode.Cancelled, "Call canceled by the client.", exception),
        Http2Exception or HpackException =>
            new Status(StatusCode.Internal, $"The peer does not keep to HTTP/2: {exception.Message}", exception),
        _ => new Status(StatusCode.Internal, $"The call failed: {exception.Message}", exception),
    };

    /// <summary>
    /// Maps the HTTP status of a response without grpc-status: gRPC, "HTTP to gRPC Status Code Mapping".
    /// </summary>
    public static StatusCode FromHttpStatus(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>
    /// Maps the error code of a received RST_STREAM: gRPC over HTTP/2, "HTTP2 Transport Mapping, Errors".
    /// </summary>
    public static StatusCode FromRstStream(Http2Error error) => error switch
    {
        Http2Error.RefusedStream => StatusCode.Unavailable,
        Http2Error.Cancel => StatusCode.Cancelled,
        Http2Error.EnhanceYourCalm => StatusCode.ResourceExhausted,
        Http2Error.InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    /// <summary>
    /// The HTTP/2 error code to close the connection with; null if the exception is no protocol violation.
    /// </summary>
    public static Http2Error? ToHttp2Error(Exception exception) => exception switch
    {
        Http2Exception violation => violation.Error,
        HpackException => Http2Error.CompressionError,
        _ => null,
    };

    /// <summary>Records on an exception how much of the request was sent.</summary>
    public static T WithSent<T>(this T failure, EdgeSent sent)
        where T : Exception
    {
        failure.Data[_sentKey] = sent;
        return failure;
    }

    /// <summary>Records on an exception that the call may be sent again at once, on another connection.</summary>
    public static T WithRetryAtOnce<T>(this T failure)
        where T : Exception
    {
        failure.Data[_atOnceKey] = true;
        return failure;
    }

    /// <summary>Whether <see cref="WithRetryAtOnce"/> has recorded it on a failure or its cause.</summary>
    public static bool MayRetryAtOnce(RpcException failure) =>
        failure.Data[_atOnceKey] is true || failure.Status.DebugException?.Data[_atOnceKey] is true;

    /// <summary>Records on the failure of a call when it was begun.</summary>
    public static RpcException WithBegun(this RpcException failure, long begun)
    {
        failure.Data[_begunKey] = begun;
        return failure;
    }

    /// <summary>The time since what <see cref="WithBegun"/> has recorded; zero if nothing.</summary>
    public static TimeSpan TimeOf(RpcException failure) =>
        failure.Data[_begunKey] is long begun ? System.Diagnostics.Stopwatch.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>Records on the failure of a call how many attempts were made.</summary>
    public static RpcException WithAttempts(this RpcException failure, int attempts)
    {
        failure.Data[_attemptsKey] = attempts;
        return failure;
    }

    /// <summary>What <see cref="WithAttempts"/> has recorded; 1 if nothing.</summary>
    public static int AttemptsOf(RpcException failure) => failure.Data[_attemptsKey] as int? ?? 1;

    /// <summary>What <see cref="WithSent"/> has recorded, on the exception or its cause; null if nothing.</summary>
    public static EdgeSent? SentOf(Exception? failure) => failure?.Data[_sentKey] as EdgeSent?
        ?? (failure is RpcException rpc ? SentOf(rpc.Status.DebugException) : null);

    /// <summary>Records on an exception which of several edges the call has failed at.</summary>
    public static void WithEndpoint(this RpcException failure, string endpoint) =>
        failure.Data[_endpointKey] = endpoint;

    /// <summary>What <see cref="WithEndpoint"/> has recorded; null if nothing.</summary>
    public static string? EndpointOf(RpcException failure) => failure.Data[_endpointKey] as string;
}
