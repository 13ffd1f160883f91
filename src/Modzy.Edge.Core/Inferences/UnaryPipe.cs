using System.Threading.Channels;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Inferences by single calls, several at a time, where an edge does not offer the stream.</summary>
internal sealed class UnaryPipe(CallContext context) : IInferencePipe
{
    private const int CallsAtOnce = 8;

    private readonly Channel<Task<Inference>> _calls = Channel.CreateBounded<Task<Inference>>(CallsAtOnce);

    public async Task SendAsync(BorrowedMessage message, TimeSpan timeout)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        patience.CancelAfter(timeout);
        try
        {
            if (!await _calls.Writer.WaitToWriteAsync(patience.Token).ConfigureAwait(false))
            {
                throw new EdgeException(EdgeStatus.FailedPrecondition, "Nothing can be sent on this stream any more: no more requests were to come.");
            }
        }
        catch (OperationCanceledException e) when (!context.Cancellation.IsCancellationRequested)
        {
            throw new EdgeException(
                EdgeStatus.DeadlineExceeded,
                $"The edge takes requests more slowly than they are sent; receive results, or wait and send again. ({Durations.Describe(timeout)} passed.)",
                e);
        }

        Task<Inference> call = PerformAsync(message);
        _calls.Writer.TryWrite(call);
        await Task.WhenAny(message.Encoded, call).ConfigureAwait(false);
    }

    public async Task<Inference?> ReceiveAsync(TimeSpan timeout)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
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
        catch (OperationCanceledException e) when (!context.Cancellation.IsCancellationRequested)
        {
            throw new EdgeException(
                EdgeStatus.DeadlineExceeded,
                $"No inference came. The stream goes on: receive again, or with a longer timeout. ({Durations.Describe(timeout)} passed.)",
                e);
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
