using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>Converts the exceptions of <see cref="SocketsHttpHandler"/> to those of the direct transport.</summary>
internal static class HttpFailure
{
    /// <param name="exception">What was thrown.</param>
    /// <param name="goAway">The received GOAWAY, if any.</param>
    /// <param name="tls">TLS of the connection; null if it has none.</param>
    public static Exception CauseOf(Exception exception, PeerGoAway? goAway, ChannelTls? tls)
    {
        if (ChannelTls.IsSupported && tls is not null && exception is HttpRequestException
            {
                HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: Exception handshake,
            })
        {
            return tls.HandshakeFailure(handshake);
        }

        // The innermost exception with a known cause.
        Exception? cause = null;
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is ConnectionException or ResponseException or Http2Exception or OutOfMemoryException)
            {
                return e;
            }

            if (e is OperationCanceledException)
            {
                // Neither the caller nor the deadline. The handler cancels what it sends when the connection is lost.
                return goAway is null
                    ? new ConnectionException("the connection was lost while the request was sent")
                    : ConnectionException.Announced(goAway);
            }

            if (e is ObjectDisposedException)
            {
                // SocketsHttpHandler has used a connection that it closed during setup.
                return tls?.Ended?.Copy() ?? new ConnectionException(
                    "the peer closed the connection, or does not speak HTTP/2", ConnectionFault.Unreachable);
            }

            if (e is SocketException socket)
            {
                return ConnectionException.From(socket);
            }

            if (e is OverflowException)
            {
                // The handler adds what the peer permits to its windows.
                return Http2Exception.WindowTooLarge(isStreamError: false);
            }

            cause = e is HttpProtocolException protocol ? CauseOf(protocol, goAway)
                : e is HttpIOException io ? CauseOf(io.HttpRequestError, io)
                : e is HttpRequestException request && cause is null ? CauseOf(request.HttpRequestError, request)
                : cause;
        }

        return exception is HttpRequestException { InnerException: null } && tls?.Ended is ConnectionException end
            ? end.Copy()
            : cause is HttpRequestException { InnerException: Exception violation }
                ? Http2Exception.Protocol(violation.GetBaseException().Message)
                : cause ?? exception;
    }

    /// <summary>Whether a failure can be due to the connection, or to what the handler remembers of the peer.</summary>
    public static bool IsOfConnection(Exception cause) => cause is not
        (ResponseException or OperationCanceledException or TimeoutException or ThreadShortageException);

    private static Exception CauseOf(HttpRequestError error, Exception exception) => error switch
    {
        HttpRequestError.ResponseEnded => new ConnectionException("the connection was closed by the peer"),
        HttpRequestError.ConnectionError => new ConnectionException(exception.Message, ConnectionFault.Unreachable),
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
            or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.VersionNegotiationError => Http2Exception.Protocol(exception.Message),
        _ => exception is IOException ? new ConnectionException(exception.Message) : exception,
    };

    private static Exception CauseOf(HttpProtocolException exception, PeerGoAway? goAway)
    {
        // The handler throws one type for RST_STREAM, GOAWAY and protocol violations.
        var error = (Http2Error)exception.ErrorCode;
        return IsAbout("reset the stream")
            ? error == Http2Error.RefusedStream
                ? new ConnectionException("the peer refused the call (RST_STREAM REFUSED_STREAM)", ConnectionFault.Refused)
                : ResponseException.Reset(error)
            : IsAbout("closed the connection")
                ? goAway?.Error == error
                    ? ConnectionException.Announced(goAway)
                    : new ConnectionException($"the connection was closed by the peer ({Http2ErrorNames.Of(error)})")
                : new Http2Exception(error, exception.Message);

        bool IsAbout(string text) => exception.Message.Contains(text, StringComparison.Ordinal);
    }
}
