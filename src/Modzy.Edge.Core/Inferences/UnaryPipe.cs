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

    private readonly Channel<Task<Inference>> _calls = Channel.CreateBounded<Task<Inference>>(CallsAtOnce);
    private Exception? _failure;

    public async Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        ThrowIfFailed();
        if (!await InTimeAsync(_calls.Writer.WaitToWriteAsync, timeout, PipeTexts.SlowToTake, cancellation).ConfigureAwait(false))
        {
            throw PipeTexts.Closed(PipeTexts.HalfClosed);
        }

        // A copy: the caller has its bytes back before the edge has them all, and what carries the call may have to send them again.
        _calls.Writer.TryWrite(PerformAsync(new EncodedMessage(message)));
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
        try
        {
            // Begun before the time: what is there already is taken even if there is none.
            ValueTask<T> waiting = wait(patience.Token);
            patience.CancelAfter(timeout);
            return await waiting.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw PipeTexts.Late(late, timeout, e);
        }
    }
}
