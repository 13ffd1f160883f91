using System.Threading.Channels;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>
/// Inferences by single calls, several at a time, where an edge does not offer the stream. As in a stream, what one of them
/// fails with ends all.
/// </summary>
internal sealed class UnaryPipe(CallContext context) : IInferencePipe
{
    private const int CallsAtOnce = 8;

    /// <summary>
    /// Messages up to this length, in bytes, are copied: what carries the call may encode a short one more than once, for a
    /// connection that then has no room for it, and the caller has its bytes back after the first time.
    /// </summary>
    private const int MaxCopied = 64 * 1024;

    private readonly Channel<Task<Inference>> _calls = Channel.CreateBounded<Task<Inference>>(CallsAtOnce);
    private Exception? _failure;

    public async Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        ThrowIfFailed();
        if (!await InTimeAsync(_calls.Writer.WaitToWriteAsync, timeout, PipeTexts.SlowToTake, cancellation).ConfigureAwait(false))
        {
            throw PipeTexts.Closed(PipeTexts.HalfClosed);
        }

        Task<Inference> call = PerformAsync(message.Size <= MaxCopied ? new EncodedMessage(message) : message);
        _calls.Writer.TryWrite(call);
        await Task.WhenAny(message.Encoded, call).ConfigureAwait(false);
    }

    /// <summary>A call that failed stays where it is, for whoever receives again.</summary>
    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            ThrowIfFailed();
            cancellation.ThrowIfCancellationRequested();
        }

        Task<Inference>? call;
        while (!_calls.Reader.TryPeek(out call))
        {
            ThrowIfFailed();
            if (!await InTimeAsync(_calls.Reader.WaitToReadAsync, timeout, PipeTexts.NothingCame, cancellation).ConfigureAwait(false))
            {
                return null;
            }
        }

        await InTimeAsync(token => new ValueTask<Task>(Task.WhenAny((Task)call).WaitAsync(token)), timeout, PipeTexts.NothingCame, cancellation)
            .ConfigureAwait(false);
        Inference inference = await call.ConfigureAwait(false);
        _calls.Reader.TryRead(out _);
        return inference;
    }

    public Task CompleteAsync(CancellationToken cancellation)
    {
        ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
        _calls.Writer.TryComplete();
        return Task.CompletedTask;
    }

    public void Dispose() => _calls.Writer.TryComplete();

    private async Task<Inference> PerformAsync(IWireMessage message)
    {
        try
        {
            return Inference.From(await context.UnaryAsync<IWireMessage, Wire.Inferences.Inference>(
                EdgeMethods.PerformInference, message).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
            _calls.Writer.TryComplete(e);
            throw;
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is Exception failure)
        {
            throw failure;
        }
    }

    private static async Task<T> InTimeAsync<T>(
        Func<CancellationToken, ValueTask<T>> wait, TimeSpan timeout, string late, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(timeout);
        try
        {
            return await wait(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw PipeTexts.Late(late, timeout, e);
        }
    }
}
