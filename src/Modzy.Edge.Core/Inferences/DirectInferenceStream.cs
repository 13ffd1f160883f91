using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>Inferences over a bidirectional stream on a connection of its own.</summary>
internal sealed class DirectInferenceStream(
    StreamConnection stream, Func<RpcException, EdgeException> translate) : IInferenceStream
{
    private volatile bool _isComplete;

    public Task Opened => stream.Opened;

    public void Send(IWireMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        CheckSending(cancellation);
        try
        {
            stream.Send(Marshalling.Writer, message, Deadline.After(timeout), CancellationToken.None);
        }
        catch (Exception e) when (Translate(e, StreamErrors.SlowToTake, timeout) is EdgeException failure)
        {
            throw failure;
        }
    }

    public async Task SendAsync(IWireMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        CheckSending(cancellation);
        try
        {
            await stream.SendAsync(
                Marshalling.Writer, message, Deadline.After(timeout), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e, StreamErrors.SlowToTake, timeout) is EdgeException failure)
        {
            throw failure;
        }
    }

    public int Offer(IWireMessage message, CancellationToken cancellation)
    {
        CheckSending(cancellation);
        try
        {
            return stream.Offer(Marshalling.Writer, message);
        }
        catch (Exception e) when (Translate(e, StreamErrors.SlowToTake, TimeSpan.Zero) is EdgeException failure)
        {
            throw failure;
        }
    }

    public Inference? Receive(TimeSpan timeout, CancellationToken cancellation)
    {
        CheckReceiving(cancellation);
        try
        {
            return Read(stream.Receive(EdgeMethods.StreamInferences.ResponseMarshaller, Deadline.After(timeout)));
        }
        catch (Exception e) when (Translate(e, StreamErrors.NothingCame, timeout) is EdgeException failure)
        {
            throw failure;
        }
    }

    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        CheckReceiving(cancellation);
        try
        {
            return Read(await stream.ReceiveAsync(
                EdgeMethods.StreamInferences.ResponseMarshaller,
                Deadline.After(timeout),
                cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (Translate(e, StreamErrors.NothingCame, timeout) is EdgeException failure)
        {
            throw failure;
        }
    }

    public Task CompleteAsync(CancellationToken cancellation)
    {
        if (stream.Failure is RpcException known)
        {
            throw translate(known);
        }

        cancellation.ThrowIfCancellationRequested();
        _isComplete = true;
        try
        {
            stream.HalfClose();
        }
        catch (Exception e) when (Translate(e, "", TimeSpan.Zero) is EdgeException failure)
        {
            throw failure;
        }

        return Task.CompletedTask;
    }

    public void Dispose() => stream.Dispose();

    private void CheckSending(CancellationToken cancellation)
    {
        CheckReceiving(cancellation);
        if (_isComplete)
        {
            throw StreamErrors.Closed(StreamErrors.HalfClosed);
        }
    }

    /// <summary>What the stream has failed with stays, also after it was cancelled.</summary>
    private void CheckReceiving(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            throw stream.Failure is RpcException known
                ? translate(known)
                : new OperationCanceledException(cancellation);
        }
    }

    /// <summary>Null for what is not translated.</summary>
    private EdgeException? Translate(Exception e, string late, TimeSpan timeout) => e switch
    {
        RpcException failure => translate(failure),
        TimeoutException => StreamErrors.Late(late, timeout, e),
        StreamEndedException => StreamErrors.Closed(StreamErrors.Ended, e),
        _ => null,
    };

    private static Inference? Read(Wire.Inferences.Inference? inference) =>
        inference is null ? null : Inference.From(inference);
}
