using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Transport;

/// <summary>Turns what a <see cref="CallInvoker"/> throws into the one exception of this library.</summary>
internal static class RpcFailure
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="method">The full name of the method that was called.</param>
    /// <param name="endpoint">Host and port of the edge.</param>
    /// <param name="time">The time that the call had.</param>
    public static EdgeException Translate(RpcException failure, string method, string endpoint, TimeSpan time)
    {
        EdgeStatus status = StatusOf(failure);
        bool local = IsLocal(failure);
        string message = local
            ? DescribeLocal(status, failure, endpoint, time)
            : DescribeAnswer(status, failure.Status.Detail, endpoint);
        return new EdgeException(status, message, failure)
        {
            Method = method,
            Endpoint = endpoint,
            ServerMessage = local ? null : failure.Status.Detail,
        };
    }

    /// <summary>
    /// The status; UNAVAILABLE for an edge that closed the connection, as in every other gRPC client: Grpc.Net.Client takes
    /// the error code that the edge gave with it for that of the call. The numbers from 100 on are this library's, and no
    /// edge's to give.
    /// </summary>
    private static EdgeStatus StatusOf(RpcException failure)
    {
        if (InnermostCause(failure) is InvalidProtocolBufferException)
        {
            // It is an IOException, which Grpc.Net.Client takes for an edge that is away.
            return EdgeStatus.Internal;
        }

        if (failure.StatusCode == StatusCode.Internal
            && Cause(failure).StartsWith("The HTTP/2 server closed the connection", StringComparison.Ordinal))
        {
            return EdgeStatus.Unavailable;
        }

        return Enum.IsDefined(failure.StatusCode) ? (EdgeStatus)failure.StatusCode : EdgeStatus.Unknown;
    }

    /// <summary>
    /// Whether the failure was found on this side. Grpc.Net.Client attaches its cause then, but for a deadline, a
    /// cancellation and an unusable answer, for which it has no exception; the last have a detail of its own wording.
    /// </summary>
    private static bool IsLocal(RpcException failure) =>
        failure.Status.DebugException is not null
        || (failure.StatusCode == StatusCode.DeadlineExceeded && failure.Status.Detail.Length == 0)
        || failure.Status.Detail.StartsWith("Bad gRPC response.", StringComparison.Ordinal)
        || failure.Status.Detail.StartsWith("Call canceled by the client", StringComparison.Ordinal)
        || failure.Status.Detail.StartsWith("No grpc-status found", StringComparison.Ordinal)
        || failure.Status.Detail.StartsWith("Received message exceeds", StringComparison.Ordinal);

    private static string DescribeLocal(EdgeStatus status, RpcException failure, string endpoint, TimeSpan time) =>
        status switch
        {
            EdgeStatus.DeadlineExceeded =>
                $"{endpoint} did not answer within {Durations.Describe(time)}. If the edge is only busy or the data "
                + "large, set a longer deadline.",
            EdgeStatus.Cancelled => $"The call to {endpoint} was cancelled.",
            EdgeStatus.Unavailable =>
                $"{endpoint} cannot be reached: {Cause(failure)}. Check that the edge is running there, and that the "
                + "host, the port and the network are right.",
            EdgeStatus.ResourceExhausted =>
                $"The answer of {endpoint} is larger than this client accepts (max_receive_bytes): {Cause(failure)}.",
            _ =>
                $"The conversation with {endpoint} failed: {Cause(failure)}. Check that it is an edge that listens "
                + "there, with gRPC in plaintext.",
        };

    private static string DescribeAnswer(EdgeStatus status, string detail, string endpoint)
    {
        string said = detail.Length == 0
            ? $"{endpoint} answered {EdgeStatusNames.Of(status)} without saying more."
            : $"{endpoint} answered {EdgeStatusNames.Of(status)}: {Sentence(detail)}";
        return Remedy(status) is string remedy ? $"{said} {remedy}" : said;
    }

    private static string? Remedy(EdgeStatus status) => status switch
    {
        EdgeStatus.DeadlineExceeded => "If the edge is only busy or the data large, set a longer deadline.",
        EdgeStatus.Unavailable => "Try again a little later.",
        EdgeStatus.ResourceExhausted =>
            "If the message is too large for the edge, raise the edge's limit, divide the input items among several "
            + "jobs, or send the data in chunks.",
        EdgeStatus.Unimplemented => "Check that an edge listens there, and that its version offers this call.",
        EdgeStatus.Unauthenticated => "Check whether the edge is behind something that asks for credentials.",
        _ => null,
    };

    private static string Cause(RpcException failure)
    {
        Exception? cause = InnermostCause(failure);
        string text = cause switch
        {
            // SocketsHttpHandler trips over a connection of its own that it closed while it was setting it up.
            ObjectDisposedException => "it closed the connection, or does not speak HTTP/2",
            // What protobuf says after its first sentence is advice to its programmers.
            InvalidProtocolBufferException => cause.Message.Split(". ", 2)[0],
            _ => cause?.Message ?? failure.Status.Detail,
        };
        return text.TrimEnd('.', ' ', '\n');
    }

    /// <summary>The innermost cause, which alone says what happened.</summary>
    private static Exception? InnermostCause(RpcException failure)
    {
        Exception? cause = failure.Status.DebugException;
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            cause = e;
            if (e is SocketException or InvalidProtocolBufferException)
            {
                break;
            }
        }

        return cause;
    }

    private static string Sentence(string text) =>
        text.Length > 0 && char.IsPunctuation(text[^1]) ? text : text + ".";
}
