using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>Opens streams of inferences: bidirectional ones, or unary calls if the edge offers no streams.</summary>
/// <param name="unary">
/// Gives metadata, cancellation and the mask of errors, and makes calls to an edge that offers no streams.
/// </param>
/// <param name="deadline">How long opening may take, at all edges together, beginning now.</param>
/// <param name="secrets">The secrets in the messages that the stream sends.</param>
internal sealed class StreamOpener(CallContext unary, TimeSpan deadline, StreamSecrets secrets)
{
    private readonly Deadline _end = Deadline.After(deadline);

    /// <returns>The stream, and where it is logged.</returns>
    /// <exception cref="EdgeException">The edge cannot be reached, or does not answer within the deadline.</exception>
    public async Task<(IInferenceStream Stream, StreamLog Log)> OpenAsync(EdgeTransport transport)
    {
        EdgeTransport[] edges = transport.ForStream();
        for (int i = 0; ; i++)
        {
            var log = new StreamLog(edges[i].Log);
            try
            {
                IInferenceStream stream = await OpenAtAsync(edges[i]).ConfigureAwait(false);
                transport.Observe(edges[i], isReached: true);

                // Each call of the adapter is logged as any other.
                return (stream, stream is UnaryStreamAdapter ? new StreamLog(null) : log);
            }
            catch (EdgeException e)
            {
                log.End(e.Status, e.Message);
                bool isUnavailable = e.Status == EdgeStatus.Unavailable || e.Origin == EdgeErrorOrigin.Transport;
                if (isUnavailable)
                {
                    transport.Observe(edges[i], isReached: false);
                }

                // The empty stream has failed: the next edge may be asked.
                if (!isUnavailable || i == edges.Length - 1)
                {
                    throw;
                }
            }
        }
    }

    private async Task<IInferenceStream> OpenAtAsync(EdgeTransport transport)
    {
        var options = new CallOptions(unary.Metadata, cancellationToken: unary.Cancellation);

        // Asked each time: on the stream itself the edge sends nothing before the first request, not even that it
        // exists.
        if (!await IsOfferedAsync(transport, options).ConfigureAwait(false))
        {
            return new UnaryStreamAdapter(unary.Unlimited());
        }

        IInferenceStream stream = Open(transport, options, isBounded: false);
        await stream.Opened.ConfigureAwait(false);
        return stream;
    }

    /// <summary>
    /// Opens an empty stream. An edge that offers streams ends it with OK, another one with UNIMPLEMENTED, before a
    /// request of the caller was sent: nothing has to be kept for a retry.
    /// </summary>
    private async Task<bool> IsOfferedAsync(EdgeTransport transport, CallOptions options)
    {
        using IInferenceStream stream = Open(transport, options, isBounded: true);
        CancellationToken cancellation = options.CancellationToken;
        try
        {
            await HalfCloseAsync(stream, cancellation).ConfigureAwait(false);
            while (await stream.ReceiveAsync(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false) is not null)
            {
            }

            return true;
        }
        catch (EdgeException e) when (e.Status == EdgeStatus.Unimplemented)
        {
            return false;
        }
        catch (EdgeException e) when (IsRejection(e))
        {
            // The edge knows the method, and rejects a stream without a request.
            return true;
        }
    }

    /// <summary>The edge can have ended the stream already: receiving tells how.</summary>
    private static async Task HalfCloseAsync(IInferenceStream stream, CancellationToken cancellation)
    {
        try
        {
            await stream.CompleteAsync(cancellation).ConfigureAwait(false);
        }
        catch (EdgeException e) when (e is { Status: EdgeStatus.FailedPrecondition, Method: null })
        {
        }
    }

    private static bool IsRejection(EdgeException failure) =>
        failure.InnerException is RpcException { StatusCode: not (StatusCode.Unavailable or StatusCode.Cancelled) } rpc
        && rpc.Status.DebugException is null or ResponseException { Fault: ResponseFault.Reset };

    /// <param name="transport">The transport.</param>
    /// <param name="options">The metadata and the cancellation of the stream.</param>
    /// <param name="isBounded">Whether the whole stream has to end before the deadline.</param>
    private IInferenceStream Open(EdgeTransport transport, CallOptions options, bool isBounded)
    {
        TimeSpan left = _end.IsNever ? Timeout.InfiniteTimeSpan : _end.Remaining;
        TimeSpan life = isBounded ? left : Timeout.InfiniteTimeSpan;
        Method<IWireMessage, Wire.Inferences.Inference> method = EdgeMethods.StreamInferences;
        EdgeException Translate(RpcException e) => ErrorTranslator.Translate(
            e,
            method.FullName,
            transport.Endpoint,
            deadline,
            unary.MaskOf(secrets, options.Headers),
            transport.Proxies);
        try
        {
            return transport.OpenStream(method, life, left, options) is StreamConnection stream
                ? new DirectInferenceStream(stream, Translate)
                : new DuplexInferenceStream(
                    transport.DuplexStream(
                        method,
                        new CallOptions(options.Headers, Durations.After(life), options.CancellationToken)),
                    Translate);
        }
        catch (RpcException e)
        {
            throw Translate(e);
        }
    }
}

/// <summary>
/// Sends requests and receives inferences. One thread may send while another receives. Waits without a result throw
/// <see cref="StreamErrors.Late"/>, and the stream goes on.
/// </summary>
internal interface IInferenceStream : IDisposable
{
    /// <summary>Completes when requests can be sent, or opening has failed: the next operation tells why.</summary>
    Task Opened { get; }

    /// <summary>Sends a request on the calling thread. When it returns, the message is not read any more.</summary>
    /// <exception cref="OperationCanceledException">The stream was cancelled, or a signal interrupted the
    /// wait.</exception>
    void Send(IWireMessage message, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Sends a request without blocking. When it is completed, the message is not read any more.</summary>
    Task SendAsync(IWireMessage message, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>
    /// Sends a request, or keeps a copy of it in place of the one that was kept before. Does not block.
    /// </summary>
    /// <returns>How many requests it replaces: 0 or 1.</returns>
    int Offer(IWireMessage message, CancellationToken cancellation);

    /// <summary>Waits on the calling thread for the next inference; null at the end.</summary>
    /// <inheritdoc cref="Send"/>
    Inference? Receive(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Receives the next inference without blocking; null at the end.</summary>
    Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Ends the requests.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}

/// <summary>The secrets in the messages that a stream has sent: its failure can come after any of them.</summary>
internal sealed class StreamSecrets(RecentSecrets recent)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _secrets = [];

    public void Add(IReadOnlyList<string> secrets)
    {
        if (secrets.Count > 0)
        {
            recent.Add(secrets);
            lock (_gate)
            {
                _secrets.UnionWith(secrets);
            }
        }
    }

    public string[] ToArray()
    {
        lock (_gate)
        {
            return [.. _secrets];
        }
    }
}

/// <summary>The errors that both kinds of stream report.</summary>
internal static class StreamErrors
{
    public const string SlowToTake =
        "The edge takes requests more slowly than they are sent; receive results, or wait and send again.";

    public const string NothingCame = "No inference came. The stream goes on: receive again, or with a longer timeout.";

    public const string TwoSenders =
        "Another thread is sending on this stream; one thread must send at a time.";

    public const string TwoReceivers =
        "Another thread is receiving on this stream; one thread must receive at a time.";

    public const string HalfClosed = "no more requests were to come";

    public const string Ended = "the edge has ended it; receive what it has sent before, and why it ended";

    public static EdgeException Closed(string reason, Exception? cause = null) =>
        new(EdgeStatus.FailedPrecondition, $"Nothing can be sent on this stream any more: {reason}.", cause);

    public static EdgeException Late(string text, TimeSpan timeout, Exception cause) =>
        new(EdgeStatus.DeadlineExceeded, $"{text} ({Durations.Describe(timeout)} passed.)", cause);
}
