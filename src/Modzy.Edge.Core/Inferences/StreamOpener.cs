using Grpc.Core;
using Modzy.Edge.Payloads;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Requests;

/// <summary>Opens streams of inferences, in the way that the edge offers. It finds out once which that is.</summary>
internal sealed class StreamOpener
{
    // Long enough for a busy edge behind a slow link: to be wrong costs the caller a stream, to wait costs an odd edge's caller
    // this time once.
    private static readonly TimeSpan _probeTime = TimeSpan.FromSeconds(10);

    private bool? _offered;

    /// <exception cref="EdgeException">The edge cannot be reached.</exception>
    public async Task<IInferencePipe> OpenAsync(EdgeTransport transport, CallContext unary, TimeSpan deadline)
    {
        _offered ??= await IsOfferedAsync(transport, unary.Cancellation).ConfigureAwait(false);
        return _offered.Value
            ? new DuplexPipe(Call(transport, deadline, unary.Cancellation), e => Failed(e, transport, deadline))
            : new UnaryPipe(unary);
    }

    /// <summary>
    /// A stream into which nothing is sent. An edge that offers it ends it at once; one that does not says so before anything
    /// of the caller's was sent, so that nothing has to be kept to be sent again.
    /// </summary>
    private static async Task<bool> IsOfferedAsync(EdgeTransport transport, CancellationToken cancellation)
    {
        using AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call = Call(transport, _probeTime, cancellation);
        try
        {
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
        catch (RpcException e) when (e.StatusCode is not (StatusCode.Unavailable or StatusCode.Cancelled))
        {
            // It does not like a stream without a request, or waits for one: it knows the method.
            return true;
        }
        catch (RpcException e)
        {
            throw Translate(e, transport, _probeTime);
        }
    }

    /// <summary>How a stream failed. If the edge offers none after all, the next one does without.</summary>
    private EdgeException Failed(RpcException e, EdgeTransport transport, TimeSpan deadline)
    {
        if (e.StatusCode == StatusCode.Unimplemented)
        {
            _offered = false;
        }

        return Translate(e, transport, deadline);
    }

    private static AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> Call(
        EdgeTransport transport, TimeSpan deadline, CancellationToken cancellation) =>
        transport.Streaming.AsyncDuplexStreamingCall(
            EdgeMethods.StreamInferences,
            host: null,
            new CallOptions(deadline: Durations.After(deadline), cancellationToken: cancellation));

    private static EdgeException Translate(RpcException e, EdgeTransport transport, TimeSpan deadline) =>
        ErrorTranslator.Translate(e, EdgeMethods.StreamInferences.FullName, transport.Endpoint, deadline);
}
