using Grpc.Core;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Inferences over gRPC's bidirectional stream.</summary>
/// <remarks>
/// One inference is always read ahead. So what the stream fails with is known when sending meets it too, and stays known
/// whatever comes after it: sending, of itself, learns no more than that the edge does not listen any more.
/// </remarks>
internal sealed class DuplexPipe(
    AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call,
    Func<RpcException, EdgeException> translate) : IInferencePipe
{
    /// <summary>How long sending waits for the cause of its failure, which is on its way: whoever stops reading ends the answer too.</summary>
    private static readonly TimeSpan _causeTime = TimeSpan.FromSeconds(5);

    private Task _write = Task.CompletedTask;
    private volatile Task<bool> _read = call.ResponseStream.MoveNext(CancellationToken.None);
    private bool _isComplete;

    public Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation) =>
        TellingWhy(() => WriteAsync(message, timeout, cancellation), cancellation);

    /// <summary>A wait that ends in vain leaves the reading under way, for the next to take up.</summary>
    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (!_read.IsFaulted)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        try
        {
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

        Wire.Inferences.Inference current = call.ResponseStream.Current;
        _read = call.ResponseStream.MoveNext(CancellationToken.None);
        return Inference.From(current);
    }

    public Task CompleteAsync(CancellationToken cancellation) => TellingWhy(HalfCloseAsync, cancellation);

    public void Dispose() => call.Dispose();

    /// <summary>
    /// One message is on its way at a time. Behind it are the edge's flow control and the buffers of the connection, so that
    /// who sends faster than the edge takes waits here.
    /// </summary>
    private async Task WriteAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        if (_isComplete)
        {
            throw PipeTexts.Closed(PipeTexts.HalfClosed);
        }

        await InTime(_write, timeout, PipeTexts.SlowToTake, cancellation).ConfigureAwait(false);
        _write = call.RequestStream.WriteAsync(message, CancellationToken.None);
        await Task.WhenAny(message.Encoded, _write).WaitAsync(cancellation).ConfigureAwait(false);
        if (_write.IsFaulted)
        {
            await _write.ConfigureAwait(false);
        }
    }

    private async Task HalfCloseAsync()
    {
        await _write.ConfigureAwait(false);
        _isComplete = true;
        await call.RequestStream.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Sends, and fails with what the stream has failed with, where it has.</summary>
    private async Task TellingWhy(Func<Task> send, CancellationToken cancellation)
    {
        if (_read is { IsFaulted: true } failed)
        {
            await Translated(failed).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        try
        {
            await send().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            Task<bool> read = _read;
            await Task.WhenAny(read, Task.Delay(_causeTime, CancellationToken.None)).ConfigureAwait(false);
            if (read.IsCompleted)
            {
                await Translated(read).ConfigureAwait(false);
            }

            throw e is RpcException rpc && !read.IsCompleted ? translate(rpc) : PipeTexts.Closed(PipeTexts.Ended, e);
        }
    }

    private async Task Translated(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw translate(e);
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
