using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Calls;

/// <summary>The operations on streams, each of which runs on the caller's thread or asynchronously.</summary>
internal static class StreamCalls
{
    /// <summary>Validates the arguments of an operation, before the export returns and their memory may be
    /// freed.</summary>
    public delegate StreamOperation Preparation(NativeStream stream);

    /// <summary>Opens a stream; the result is a <see cref="NativeStream"/>.</summary>
    public static async Task<object?> OpenAsync(
        NativeClient owner, EdgeCallOptions? options, CancellationToken cancellation)
    {
        // The cancellation of this call must not cancel the stream, which outlives the call.
        var life = new CancellationTokenSource();
        using CancellationTokenRegistration opening = cancellation.Register(life.Cancel);
        return new NativeStream(owner, await owner.Client.OpenStreamAsync(options, life.Token).ConfigureAwait(false));
    }

    public static Preparation Send(Func<NativeStream, BorrowedInferenceMessage> prepare, uint timeoutMs) =>
        stream => new SendOperation(prepare(stream), Milliseconds.ReadTimeout(timeoutMs));

    /// <summary>The result is the number of requests that were replaced.</summary>
    public static Preparation Offer(Func<NativeStream, BorrowedInferenceMessage> prepare) =>
        stream => new OfferOperation(prepare(stream));

    public static Preparation Receive(uint timeoutMs) =>
        _ => new ReceiveOperation(Milliseconds.ReadTimeout(timeoutMs));

    public static Preparation HalfClose() => static _ => new HalfCloseOperation();

    /// <summary>Runs an operation on the caller's thread.</summary>
    public static object? Run(NativeStream stream, Preparation prepare)
    {
        using ClientLease lease = stream.Lease();
        return prepare(stream).Run(stream.Inferences);
    }

    /// <summary>Starts an operation.</summary>
    public static unsafe void Start(NativeStream stream, nint* outCall, Preparation prepare) => Call.Start(
        stream.Lease,
        outCall,
        _ =>
        {
            StreamOperation operation = prepare(stream);
            return cancellation => operation.RunAsync(stream.Inferences, cancellation);
        });
}

/// <summary>An operation on a stream with its validated arguments.</summary>
internal abstract class StreamOperation
{
    /// <summary>Runs on the caller's thread.</summary>
    public abstract object? Run(InferenceStream stream);

    public abstract Task<object?> RunAsync(InferenceStream stream, CancellationToken cancellation);
}

internal sealed class SendOperation(BorrowedInferenceMessage message, TimeSpan? timeout) : StreamOperation
{
    public override object? Run(InferenceStream stream)
    {
        using (message)
        {
            stream.Send(message.Message, timeout);
            return null;
        }
    }

    public override async Task<object?> RunAsync(InferenceStream stream, CancellationToken cancellation)
    {
        using (message)
        {
            await stream.SendAsync(message.Message, timeout, cancellation).ConfigureAwait(false);
            return null;
        }
    }
}

internal sealed class OfferOperation(BorrowedInferenceMessage message) : StreamOperation
{
    public override object? Run(InferenceStream stream)
    {
        using (message)
        {
            return stream.Offer(message.Message);
        }
    }

    public override Task<object?> RunAsync(InferenceStream stream, CancellationToken cancellation) =>
        Task.FromResult(Run(stream));
}

internal sealed class ReceiveOperation(TimeSpan? timeout) : StreamOperation
{
    public override object? Run(InferenceStream stream) => stream.Receive(timeout) ?? (object?)EndOfStream.Instance;

    public override async Task<object?> RunAsync(InferenceStream stream, CancellationToken cancellation) =>
        await stream.ReceiveAsync(timeout, cancellation).ConfigureAwait(false) ?? (object?)EndOfStream.Instance;
}

internal sealed class HalfCloseOperation : StreamOperation
{
    public override object? Run(InferenceStream stream) => BlockingWait.Run(
        token => RunAsync(stream, token), CancellationToken.None);

    public override async Task<object?> RunAsync(InferenceStream stream, CancellationToken cancellation)
    {
        await stream.CompleteAsync().WaitAsync(cancellation).ConfigureAwait(false);
        return null;
    }
}

/// <summary>A message for a stream that reads borrowed memory of the caller. Disposing ends the borrow.</summary>
internal sealed class BorrowedInferenceMessage(EdgeClient client, BorrowedInference borrowed) : IDisposable
{
    public InferenceMessage Message { get; } = client.Inferences.Message(borrowed.Request);

    public void Dispose() => borrowed.Dispose();
}

/// <summary>The result of a receive call after the edge has half-closed the stream.</summary>
internal sealed class EndOfStream
{
    private EndOfStream()
    {
    }

    public static EndOfStream Instance { get; } = new();
}
