using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>Opens streams of inferences: bidirectional ones, or unary calls if the edge offers no streams.</summary>
internal static class StreamOpener
{
    /// <param name="transport">The transport.</param>
    /// <param name="unary">For an edge that offers no streams.</param>
    /// <param name="deadline">How long opening may take.</param>
    /// <exception cref="EdgeException">The edge cannot be reached, or does not answer within the deadline.</exception>
    public static async Task<IInferenceStream> OpenAsync(EdgeTransport transport, CallContext unary, TimeSpan deadline)
    {
        // Asked each time: on the stream itself the edge sends nothing before the first request, not even that it
        // exists.
        return await IsOfferedAsync(transport, deadline, unary.Cancellation).ConfigureAwait(false)
            ? new DuplexInferenceStream(
                Call(transport, Timeout.InfiniteTimeSpan, unary.Cancellation),
                e => Translate(e, transport, Timeout.InfiniteTimeSpan))
            : new UnaryStreamAdapter(unary.Unlimited());
    }

    /// <summary>
    /// Opens an empty stream. An edge that offers streams ends it with OK, another one with UNIMPLEMENTED, before a
    /// request of the caller was sent: nothing has to be kept for a retry.
    /// </summary>
    private static async Task<bool> IsOfferedAsync(
        EdgeTransport transport, TimeSpan deadline, CancellationToken cancellation)
    {
        try
        {
            using AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call = Call(
                transport, deadline, cancellation);
            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
            while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
            }

            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return false;
        }
        catch (RpcException e) when (e.Status.DebugException is null or ResponseException { Fault: ResponseFault.Reset }
            && e.StatusCode is not (StatusCode.Unavailable or StatusCode.Cancelled))
        {
            // The edge knows the method, and rejects a stream without a request.
            return true;
        }
        catch (RpcException e)
        {
            throw Translate(e, transport, deadline);
        }
    }

    private static AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> Call(
        EdgeTransport transport, TimeSpan deadline, CancellationToken cancellation) =>
        transport.DuplexStream(
            EdgeMethods.StreamInferences,
            new CallOptions(deadline: Durations.After(deadline), cancellationToken: cancellation));

    private static EdgeException Translate(RpcException e, EdgeTransport transport, TimeSpan deadline) =>
        ErrorTranslator.Translate(e, EdgeMethods.StreamInferences.FullName, transport.Endpoint, deadline);
}

/// <summary>Sends requests and receives inferences.</summary>
internal interface IInferenceStream : IDisposable
{
    /// <summary>Sends a request. Completes when the message was serialized.</summary>
    Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Receives the next inference; null at the end.</summary>
    Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Ends the requests.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}

/// <summary>The errors that both kinds of stream report.</summary>
internal static class StreamErrors
{
    public const string SlowToTake =
        "The edge takes requests more slowly than they are sent; receive results, or wait and send again.";

    public const string NothingCame = "No inference came. The stream goes on: receive again, or with a longer timeout.";

    public const string HalfClosed = "no more requests were to come";

    public const string Ended = "the edge has ended it; receive what it has sent before, and why it ended";

    public static EdgeException Closed(string reason, Exception? cause = null) =>
        new(EdgeStatus.FailedPrecondition, $"Nothing can be sent on this stream any more: {reason}.", cause);

    public static EdgeException Late(string text, TimeSpan timeout, Exception cause) =>
        new(EdgeStatus.DeadlineExceeded, $"{text} ({Durations.Describe(timeout)} passed.)", cause);
}
