using Grpc.Core;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Inferences over gRPC's bidirectional stream.</summary>
internal sealed class DuplexPipe(
    AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call,
    Func<RpcException, EdgeException> translate,
    CancellationToken cancellation) : IInferencePipe
{
    private Task _write = Task.CompletedTask;
    private Task<bool>? _read;

    /// <summary>
    /// One message is on its way at a time. Behind it are the edge's flow control and the buffers of the connection, so that
    /// who sends faster than the edge takes waits here.
    /// </summary>
    public async Task SendAsync(BorrowedMessage message, TimeSpan timeout)
    {
        await InTime(_write, timeout, "The edge takes requests more slowly than they are sent; receive results, or wait and send again.")
            .ConfigureAwait(false);
        _write = WriteAsync(message);
        await Task.WhenAny(message.Encoded, _write).WaitAsync(cancellation).ConfigureAwait(false);
        if (_write.IsFaulted)
        {
            await _write.ConfigureAwait(false);
        }
    }

    /// <summary>A wait that ends in vain leaves the reading under way, for the next to take up.</summary>
    public async Task<Inference?> ReceiveAsync(TimeSpan timeout)
    {
        try
        {
            _read ??= call.ResponseStream.MoveNext(CancellationToken.None);
            if (!await InTime(_read, timeout, "No inference came. The stream goes on: receive again, or with a longer timeout.")
                .ConfigureAwait(false))
            {
                return null;
            }
        }
        catch (RpcException e)
        {
            throw translate(e);
        }

        _read = null;
        return Inference.From(call.ResponseStream.Current);
    }

    public async Task CompleteAsync()
    {
        await _write.ConfigureAwait(false);
        try
        {
            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw translate(e);
        }
    }

    public void Dispose() => call.Dispose();

    private async Task WriteAsync(BorrowedMessage message)
    {
        try
        {
            await call.RequestStream.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw translate(e);
        }
        catch (InvalidOperationException e)
        {
            // The call has ended, or no more requests were to come.
            throw new EdgeException(EdgeStatus.FailedPrecondition, $"Nothing can be sent on this stream any more: {e.Message}", e);
        }
    }

    private static async Task<T> InTime<T>(Task<T> task, TimeSpan timeout, string late)
    {
        await InTime((Task)task, timeout, late).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    private static async Task InTime(Task task, TimeSpan timeout, string late)
    {
        try
        {
            await task.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new EdgeException(EdgeStatus.DeadlineExceeded, $"{late} ({Durations.Describe(timeout)} passed.)", e);
        }
    }
}
