using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Calls;

/// <summary>The operations on streams, each of which runs on the caller's thread or asynchronously.</summary>
internal static class StreamCalls
{
    /// <summary>An operation with its validated arguments.</summary>
    public delegate Task<object?> Operation(NativeStream stream, CancellationToken cancellation);

    /// <summary>Validates the arguments of an operation, before the export returns and their memory may be
    /// freed.</summary>
    public delegate Operation Preparation(NativeStream stream);

    /// <summary>Opens a stream; the result is a <see cref="NativeStream"/>.</summary>
    public static async Task<object?> OpenAsync(
        NativeClient owner, EdgeCallOptions? options, CancellationToken cancellation)
    {
        // The cancellation of this call must not cancel the stream, which outlives the call.
        var life = new CancellationTokenSource();
        using CancellationTokenRegistration opening = cancellation.Register(life.Cancel);
        return new NativeStream(owner, await owner.Client.OpenStreamAsync(options, life.Token).ConfigureAwait(false));
    }

    public static Preparation Send(Func<NativeStream, BorrowedInferenceMessage> prepare, uint timeoutMs) => stream =>
    {
        BorrowedInferenceMessage message = prepare(stream);
        TimeSpan? timeout = Milliseconds.ReadTimeout(timeoutMs);
        return (target, cancellation) => target.SendAsync<object?>(async inferences =>
        {
            using (message)
            {
                await inferences.SendAsync(message.Message, timeout, cancellation).ConfigureAwait(false);
                return null;
            }
        });
    };

    public static Preparation Receive(uint timeoutMs) => _ => (stream, cancellation) => stream.ReceiveAsync(
        async inferences =>
            await inferences.ReceiveAsync(Milliseconds.ReadTimeout(timeoutMs), cancellation).ConfigureAwait(false)
            ?? (object?)EndOfStream.Instance);

    public static Preparation HalfClose() =>
        static _ => static (stream, cancellation) => stream.SendAsync<object?>(async inferences =>
    {
        await inferences.CompleteAsync().WaitAsync(cancellation).ConfigureAwait(false);
        return null;
    });

    /// <summary>Runs an operation on the caller's thread.</summary>
    public static object? Run(NativeStream stream, Preparation prepare)
    {
        using ClientLease lease = stream.Lease();
        Operation operation = prepare(stream);
        return Run(cancellation => operation(stream, cancellation));
    }

    /// <summary>
    /// Waits on the caller's thread for an operation. If a signal interrupts the wait, the operation is cancelled and
    /// has ended when this returns, because it reads the caller's memory.
    /// </summary>
    public static object? Run(Func<CancellationToken, Task<object?>> operation)
    {
        using var interruption = new CancellationTokenSource();
        Task<object?> task = operation(interruption.Token);
        try
        {
            BlockingWait.Until(task, Deadline.Never, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            interruption.Cancel();
            Task.WaitAny(task);
            if (!task.IsCompletedSuccessfully)
            {
                throw;
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Starts an operation.</summary>
    public static unsafe void Start(NativeStream stream, nint* outCall, Preparation prepare) => Call.Start(
        stream.Lease,
        outCall,
        _ =>
        {
            Operation operation = prepare(stream);
            return cancellation => operation(stream, cancellation);
        });
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
