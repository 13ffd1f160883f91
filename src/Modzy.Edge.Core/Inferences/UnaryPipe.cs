using System.Threading.Channels;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Inferences by single calls, several at a time, where an edge does not offer the stream.</summary>
internal sealed class UnaryPipe(CallContext context) : IInferencePipe
{
    private const int CallsAtOnce = 8;

    private readonly Channel<Task<Inference>> _calls = Channel.CreateBounded<Task<Inference>>(CallsAtOnce);

    public async Task SendAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, cancellation);
        patience.CancelAfter(timeout);
        try
        {
            if (!await _calls.Writer.WaitToWriteAsync(patience.Token).ConfigureAwait(false))
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, $"{PipeTexts.Closed}: no more requests were to come.");
            }
        }
        catch (OperationCanceledException e) when (!context.Cancellation.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw PipeTexts.Late(PipeTexts.SlowToTake, timeout, e);
        }

        Task<Inference> call = PerformAsync(message);
        _calls.Writer.TryWrite(call);
        await Task.WhenAny(message.Encoded, call).ConfigureAwait(false);
    }

    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, cancellation);
        patience.CancelAfter(timeout);
        try
        {
            if (!await _calls.Reader.WaitToReadAsync(patience.Token).ConfigureAwait(false)
                || !_calls.Reader.TryPeek(out Task<Inference>? call))
            {
                return null;
            }

            await Task.WhenAny(call).WaitAsync(patience.Token).ConfigureAwait(false);
            _calls.Reader.TryRead(out _);
            return await call.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!context.Cancellation.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw PipeTexts.Late(PipeTexts.NothingCame, timeout, e);
        }
    }

    public Task CompleteAsync()
    {
        _calls.Writer.TryComplete();
        return Task.CompletedTask;
    }

    public void Dispose() => _calls.Writer.TryComplete();

    private async Task<Inference> PerformAsync(BorrowedMessage message) =>
        Inference.From(await context.UnaryAsync<IWireMessage, Wire.Inferences.Inference>(EdgeMethods.PerformInference, message).ConfigureAwait(false));
}
