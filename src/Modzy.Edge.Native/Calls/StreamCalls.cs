using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native;

/// <summary>The operations on streams, each to be run on the caller's thread or started and left to itself.</summary>
internal static class StreamCalls
{
    /// <summary>An operation with its arguments, which were checked.</summary>
    public delegate Task<object?> Operation(NativeStream stream, CancellationToken cancellation);

    /// <summary>Checks the arguments of an operation while their memory is there.</summary>
    public delegate Operation Preparation(NativeStream stream);

    /// <summary>Opens a stream; the result is a <see cref="NativeStream"/>.</summary>
    public static async Task<object?> OpenAsync(NativeClient owner, EdgeCallOptions? options, CancellationToken cancellation)
    {
        // What cancels the opening must not cancel the stream, which outlives the call that opened it.
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
        async inferences => await inferences.ReceiveAsync(Milliseconds.ReadTimeout(timeoutMs), cancellation).ConfigureAwait(false)
            ?? (object?)EndOfStream.Instance);

    public static Preparation HalfClose() => static _ => static (stream, cancellation) => stream.SendAsync<object?>(async inferences =>
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
    /// Waits on the caller's thread for an operation. One that a signal interrupts is cancelled, and has ended when this returns: it
    /// reads the caller's memory.
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
