using Grpc.Core;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Inferences over gRPC's bidirectional stream.</summary>
internal sealed class DuplexPipe(
    AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call,
    Func<RpcException, EdgeException> translate) : IInferencePipe
{
    private Task _write = Task.CompletedTask;
    private Task<bool>? _read;

    /// <summary>
    /// One message is on its way at a time. Behind it are the edge's flow control and the buffers of the connection, so that
    /// who sends faster than the edge takes waits here.
    /// </summary>
    public async Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        await InTime(_write, timeout, PipeTexts.SlowToTake, cancellation).ConfigureAwait(false);
        _write = WriteAsync(message);
        await Task.WhenAny(message.Encoded, _write).WaitAsync(cancellation).ConfigureAwait(false);
        if (_write.IsFaulted)
        {
            await _write.ConfigureAwait(false);
        }
    }

    /// <summary>A wait that ends in vain leaves the reading under way, for the next to take up.</summary>
    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            _read ??= call.ResponseStream.MoveNext(CancellationToken.None);
            await InTime(_read, timeout, PipeTexts.NothingCame, cancellation).ConfigureAwait(false);
            if (!await _read.ConfigureAwait(false))
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
            throw new EdgeException(EdgeStatus.FailedPrecondition, $"{PipeTexts.Closed}: {e.Message}", e);
        }
    }

    private static async Task InTime(Task task, TimeSpan timeout, string late, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(timeout, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw PipeTexts.Late(late, timeout, e);
        }
    }
}
