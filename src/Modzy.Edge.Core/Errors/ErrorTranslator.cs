using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge;

/// <summary>
/// Converts the <see cref="RpcException"/> of a call to <see cref="EdgeException"/>. All messages of failed calls are
/// worded here.
/// </summary>
/// <remarks>
/// A status without a <see cref="Status.DebugException"/> was sent by the edge; otherwise that exception is the cause
/// on this side. Causes are told by type, never by text.
/// </remarks>
internal static class ErrorTranslator
{
    /// <param name="failure">The exception of the transport.</param>
    /// <param name="method">The full name of the method that was called.</param>
    /// <param name="endpoint">The address of the edge.</param>
    /// <param name="time">The timeout of the call.</param>
    /// <param name="mask">Removes the secrets of the call from what peers say; null if it has none.</param>
    /// <param name="proxies">The proxies that lead to the edge, or to several; null for none.</param>
    /// <param name="isOver">Whether the timeout has passed. The edge, which knows it, can be the first to report that.
    /// </param>
    public static EdgeException Translate(
        RpcException failure,
        string method,
        string endpoint,
        TimeSpan time,
        SecretMask? mask = null,
        IEnumerable<HttpProxy>? proxies = null,
        bool isOver = false)
    {
        Exception? cause = Cause(failure.Status.DebugException);
        if (cause is null && isOver && failure.StatusCode == StatusCode.DeadlineExceeded)
        {
            cause = new TimeoutException();
        }

        HttpProxy[] through = [.. proxies ?? []];
        mask = (mask ?? new SecretMask([])).With(through.SelectMany(static proxy => proxy.Secrets));
        string detail = mask.Apply(failure.Status.Detail);
        EdgeStatus status = cause is null ? FromWire(failure.StatusCode) : StatusOf(cause, failure.StatusCode);
        string message = cause is null
            ? DescribeAnswer(status, detail, endpoint, method)
            : Describe(cause, mask.Apply(Fact(cause)), status, endpoint, time);
        EdgeErrorOrigin origin = cause is null ? EdgeErrorOrigin.Edge : OriginOf(cause);
        if (origin == EdgeErrorOrigin.Transport && cause is not ConnectionException { Proxy: not null }
            && through.Select(static proxy => proxy.Description).Distinct().ToArray() is [string proxy])
        {
            message += $" The connection leads through {proxy}.";
        }

        EdgeSent? sent = StatusMapping.SentOf(failure);
        bool mayHaveMadeAJob = sent == EdgeSent.All && IsSubmission(method)
            && (cause is null ? status == EdgeStatus.DeadlineExceeded : IsUndecided(cause));
        if (mayHaveMadeAJob)
        {
            message += " The whole request had left: the edge may have taken the job, whose identifier is not known here.";
        }

        int attempts = StatusMapping.AttemptsOf(failure);
        message = attempts > 1 ? $"{message} The call was tried {attempts} times." : message;
        return new EdgeException(status, message, mask.Apply(failure))
        {
            Method = method,
            Endpoint = endpoint,
            Origin = origin,
            ServerMessage = cause is null ? detail : null,
            Attempts = attempts,
            Sent = sent,
            MayHaveMadeAJob = mayHaveMadeAJob,
        };
    }

    /// <summary>The status of a failed call, without its message.</summary>
    public static EdgeStatus StatusOf(Exception e) => e switch
    {
        RpcException failure => Cause(failure.Status.DebugException) is Exception cause
            ? StatusOf(cause, failure.StatusCode) : FromWire(failure.StatusCode),
        OutOfMemoryException => EdgeStatus.OutOfMemory,
        OperationCanceledException or ObjectDisposedException => EdgeStatus.Cancelled,
        EdgeException own => own.Status,
        _ => EdgeStatus.Unknown,
    };

    /// <summary>Statuses from 100 on are this library's; an edge cannot send them.</summary>
    private static EdgeStatus FromWire(StatusCode code) => Enum.IsDefined(code) ? (EdgeStatus)code : EdgeStatus.Unknown;

    private static EdgeStatus StatusOf(Exception cause, StatusCode code) => cause switch
    {
        OutOfMemoryException or ResponseException { Fault: ResponseFault.NoMemory } => EdgeStatus.OutOfMemory,
        _ => StatusMapping.FromException(cause) is { StatusCode: not StatusCode.Internal } known
            ? (EdgeStatus)known.StatusCode
            : cause is Http2Exception or HpackException or InvalidProtocolBufferException ? EdgeStatus.Internal
            : FromWire(code),
    };

    /// <summary>Whether the edge may have processed a request of which all was sent, though the call failed.</summary>
    private static bool IsUndecided(Exception cause) => cause is TimeoutException or OperationCanceledException
        or ConnectionException { Fault: ConnectionFault.Lost or ConnectionFault.NoKeepAlive }
        or ResponseException { Fault: ResponseFault.Reset }
        or ResponseException { HttpStatus: 502 or 504 };

    private static EdgeErrorOrigin OriginOf(Exception cause) => cause switch
    {
        TimeoutException or OperationCanceledException or OutOfMemoryException => EdgeErrorOrigin.Local,
        ConnectionException { Fault: ConnectionFault.NoDescriptor } => EdgeErrorOrigin.Local,
        ResponseException { Fault: ResponseFault.TooLarge or ResponseFault.NoMemory } => EdgeErrorOrigin.Local,
        ConnectionException or ResponseException or Http2Exception or HpackException or IOException
            or HttpRequestException =>
            EdgeErrorOrigin.Transport,
        _ => EdgeErrorOrigin.Local,
    };

    /// <param name="cause">The cause.</param>
    /// <param name="fact">What <see cref="Fact"/> says of it, without secrets.</param>
    /// <param name="status">The status.</param>
    /// <param name="endpoint">The address of the edge.</param>
    /// <param name="time">The timeout of the call.</param>
    private static string Describe(
        Exception cause, string fact, EdgeStatus status, string endpoint, TimeSpan time) => cause switch
    {
        NoConnectionInTimeException =>
            $"{endpoint} cannot be reached: {fact} within {Durations.Describe(time)}, the deadline of the call. Check that the "
            + "host, the port and the network are right, or set a longer deadline.",
        TimeoutException =>
            $"{endpoint} did not answer within {Durations.Describe(time)}. If the edge is only busy or the data large, set a longer "
            + "deadline.",
        OperationCanceledException => $"The call to {endpoint} was cancelled.",
        MemoryShortageException
            or ResponseException { Fault: ResponseFault.NoMemory, InnerException: MemoryShortageException } =>
            $"There is not enough memory for the call to {endpoint}: {fact}.",
        ThreadShortageException => $"The call to {endpoint} was not made: {fact}.",
        OutOfMemoryException or ResponseException { Fault: ResponseFault.NoMemory } =>
            $"There is not enough memory for the call to {endpoint}; free some, or send less at a time.",
        ConnectionException connection => DescribeConnection(connection, fact, endpoint),
        ResponseException response => DescribeResponse(response, fact, endpoint),
        _ when status == EdgeStatus.Unavailable => Unreachable(fact, endpoint),
        _ => $"The call to {endpoint} failed: {fact}. Check that an edge listens there, and whether it expects TLS (the option tls).",
    };

    private static string DescribeConnection(
        ConnectionException cause, string fact, string endpoint) => cause.Fault switch
    {
        ConnectionFault.NoDescriptor =>
            $"No connection to {endpoint} could be opened: {fact}. Close files and sockets that are no longer needed, or raise "
            + $"the limit on open files (ulimit -n{OpenFilesLimit()}).",
        ConnectionFault.NameUnknown when !Ascii.IsValid(endpoint) =>
            $"{endpoint} cannot be reached: {fact}. Check the spelling of the host, and give its ASCII form (xn--...), the only one "
            + "that DNS knows; or give an IP address.",
        ConnectionFault.NameUnknown =>
            $"{endpoint} cannot be reached: {fact}. Check the spelling of the host, and that DNS or /etc/hosts knows it, or give "
            + "an IP address.",
        ConnectionFault.ResolutionFailed =>
            $"{endpoint} cannot be reached: {fact}. Check that the DNS server answers, or give an IP address; then try again.",
        _ when cause.Remedy is string remedy => $"{endpoint} cannot be reached: {fact}. {remedy}.",
        ConnectionFault.Refused =>
            $"{endpoint} did not take the call: {fact}. It is stopping, or has as many calls as it allows: try again a little later.",
        ConnectionFault.Lost =>
            $"The connection to {endpoint} was lost: {fact}. Check that the edge is still running, and that the network, or a proxy "
            + "on the way, does not end connections.",
        ConnectionFault.NoHandshake =>
            $"{endpoint} cannot be reached: {fact}. Check that an edge listens there; if it expects TLS, set the option tls.",
        ConnectionFault.Proxy or ConnectionFault.ProxyRefused => $"{endpoint} cannot be reached: {fact}. {ProxyRemedy(cause)}",
        ConnectionFault.NoKeepAlive =>
            $"{endpoint} does not respond: {fact}. Check that the edge is running and the network works; raise keepalive_timeout "
            + "if the edge can be silent for longer.",
        _ => Unreachable(fact, endpoint),
    };

    private static string ProxyRemedy(ConnectionException cause) => cause.HttpStatus switch
    {
        401 or 407 when cause.Proxy!.HasCredentials => "Check the user name and the password of the proxy's URL.",
        407 => "Give a user name and a password in the proxy's URL: http://user:password@host:port.",
        403 or 405 => "Let the proxy permit CONNECT to the edge's port, or exempt the edge from it (no_proxy, or the option proxy).",
        429 => "Try again a little later.",
        500 or 502 or 503 or 504 =>
            "Check that the edge is running, and that the proxy can resolve the host and reach the port; or exempt the edge from it "
            + "(no_proxy, or the option proxy).",
        > 0 => "Look into the log of the proxy, or exempt the edge from it (no_proxy, or the option proxy).",
        _ => "Check the proxy's URL and that an HTTP proxy is running there, or exempt the edge from it (no_proxy, or the option proxy).",
    };

    private static string Unreachable(string fact, string endpoint) =>
        $"{endpoint} cannot be reached: {fact}. Check that the edge is running there, and that the host, the port and the "
        + "network are right.";

    private static string OpenFilesLimit() =>
        Libc.OpenFilesLimit() is ulong limit ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", now {limit}") : "";

    private static string DescribeResponse(ResponseException cause, string fact, string endpoint) => cause.Fault switch
    {
        ResponseFault.TooLarge =>
            $"The response of {endpoint} is larger than this client accepts ({fact}). Raise max_receive_bytes, or ask for less.",
        ResponseFault.HttpStatus =>
            $"{endpoint} answered with {fact} and without a gRPC status: a proxy or a web server answered in place of an edge. "
            + HttpRemedy(cause.HttpStatus),
        ResponseFault.NotGrpc =>
            $"{endpoint} answered in HTTP/2, but not with gRPC ({fact} in place of application/grpc). Check that the port is an "
            + "edge's, and that no proxy or web server answers in its place.",
        ResponseFault.Reset =>
            $"The call to {endpoint} failed: {fact}. Look into the log of the edge, or of the proxy in front of it.",
        _ => $"The call to {endpoint} failed: {fact}. Check that an edge listens there, and whether it expects TLS (the option tls).",
    };

    private static string HttpRemedy(int httpStatus) => httpStatus switch
    {
        // nginx answers 400 where ssl_verify_client is on and the client's certificate is missing or wrong.
        400 => "Check the host, the port and the configuration of the proxy; over TLS also whether it requires a certificate of the "
            + "client, and accepts the one that it gets (tls.certificate_file).",
        403 => "Check what credentials the proxy asks for; over TLS these can be a certificate of the client (tls.certificate_file).",
        401 or 407 => "Check what credentials the proxy asks for.",
        413 => "Raise the proxy's limit on the size of requests, divide the input items among several jobs, or send the data in chunks.",
        429 => "Send fewer calls at a time.",
        500 => "Look into the log of the proxy, and of the edge behind it.",
        502 or 503 or 504 => "Check that the edge behind it is running; try again a little later.",
        _ => "Check the host, the port and the configuration of the proxy.",
    };

    private static string DescribeAnswer(EdgeStatus status, string detail, string endpoint, string method)
    {
        string said = detail.Length == 0
            ? $"{endpoint} answered {EdgeStatusNames.Of(status)} without saying more."
            : $"{endpoint} answered {EdgeStatusNames.Of(status)}: {Sentence(PrintableText.Escape(detail))}";
        return Remedy(status, method) is string remedy ? $"{said} {remedy}" : said;
    }

    private static string? Remedy(EdgeStatus status, string method) => status switch
    {
        EdgeStatus.DeadlineExceeded => "If the edge is only busy or the data large, set a longer deadline.",
        EdgeStatus.Unavailable => "Try again a little later.",
        EdgeStatus.ResourceExhausted when !IsSubmission(method) =>
            "If the message is too large for the edge, raise the edge's limit, or send less at a time.",
        EdgeStatus.ResourceExhausted =>
            "If the message is too large for the edge, raise the edge's limit, divide the input items among several "
            + "jobs, or send the data in chunks.",
        EdgeStatus.Unimplemented => "Check that an edge listens there, and that its version offers this call.",
        EdgeStatus.Unauthenticated => "Check whether the edge is behind something that asks for credentials.",
        _ => null,
    };

    private static bool IsSubmission(string method) => method.EndsWith("/SubmitJob", StringComparison.Ordinal);

    /// <summary>The first exception of a type that has a message of its own; otherwise the innermost one.</summary>
    private static Exception? Cause(Exception? outermost)
    {
        Exception? cause = outermost;
        for (Exception? e = outermost; e is not null; e = e.InnerException)
        {
            cause = e;
            if (e is ConnectionException or ResponseException or InvalidProtocolBufferException or OutOfMemoryException)
            {
                break;
            }

            if (e is SocketException socket)
            {
                return ConnectionException.From(socket);
            }
        }

        return cause;
    }

    private static string Fact(Exception cause)
    {
        string text = cause switch
        {
            // The sentences after the first one are advice to programmers.
            InvalidProtocolBufferException => $"the response is not a valid protobuf message ({cause.Message.Split(". ", 2)[0]})",
            _ => cause.Message,
        };
        return PrintableText.Escape(text.TrimEnd('.', ' ', '\n'));
    }

    private static string Sentence(string text) =>
        text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
}
