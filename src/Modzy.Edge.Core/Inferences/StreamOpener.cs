using Grpc.Core;
using Modzy.Edge.Payloads;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Grpc;

namespace Modzy.Edge.Requests;

/// <summary>Opens streams of inferences, in the way that the edge offers, when it has answered which that is.</summary>
internal static class StreamOpener
{
    /// <param name="transport">The way to the edge.</param>
    /// <param name="unary">For an edge that offers no streams.</param>
    /// <param name="deadline">How long opening may take.</param>
    /// <exception cref="EdgeException">The edge cannot be reached, or does not answer within the deadline.</exception>
    public static async Task<IInferencePipe> OpenAsync(EdgeTransport transport, CallContext unary, TimeSpan deadline)
    {
        // Asked each time: only the edge can tell that it is there, and it says nothing on a stream before the first request.
        return await IsOfferedAsync(transport, deadline, unary.Cancellation).ConfigureAwait(false)
            ? new DuplexPipe(
                Call(transport, Timeout.InfiniteTimeSpan, unary.Cancellation), e => Translate(e, transport, Timeout.InfiniteTimeSpan))
            : new UnaryPipe(unary.Unlimited());
    }

    /// <summary>
    /// A stream into which nothing is sent. An edge that offers it ends it at once; one that does not says so before anything
    /// of the caller's was sent, so that nothing has to be kept to be sent again.
    /// </summary>
    private static async Task<bool> IsOfferedAsync(EdgeTransport transport, TimeSpan deadline, CancellationToken cancellation)
    {
        try
        {
            using AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call = Call(transport, deadline, cancellation);
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
            // The edge does not like a stream without a request: it knows the method.
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
