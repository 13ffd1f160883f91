using System.Threading.Channels;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>
/// Emulates a stream by unary calls, several at a time, for edges without streams. As in a stream, the first failure
/// ends it.
/// </summary>
internal sealed class UnaryStreamAdapter(CallContext context) : IInferenceStream
{
    private const int CallsAtOnce = 8;

    private readonly Channel<Task<Inference>> _calls = Channel.CreateBounded<Task<Inference>>(CallsAtOnce);
    private readonly Lock _gate = new();
    private Exception? _failure;

    /// <summary>The offered request that waits for one of the calls to be received. The lock guards it.</summary>
    private EncodedMessage? _offered;
    private volatile bool _isComplete;

    public Task Opened => Task.CompletedTask;

    public void Send(IWireMessage message, TimeSpan timeout, CancellationToken cancellation) =>
        BlockingWait.Run(token => SendAsync(message, timeout, token), cancellation);

    public int Offer(IWireMessage message, CancellationToken cancellation)
    {
        ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
        var copy = new EncodedMessage(message);
        lock (_gate)
        {
            if (_isComplete)
            {
                throw StreamErrors.Closed(StreamErrors.HalfClosed);
            }

            // A response that was received a moment ago may have made room for the one before.
            PerformOffered();
            int replaced = _offered is null ? 0 : 1;
            _offered = copy;
            PerformOffered();
            return replaced;
        }
    }

    public Inference? Receive(TimeSpan timeout, CancellationToken cancellation) =>
        BlockingWait.Run(token => ReceiveAsync(timeout, token), cancellation);

    public async Task SendAsync(IWireMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        ThrowIfFailed();
        if (_isComplete || !await InTimeAsync(
            _calls.Writer.WaitToWriteAsync, timeout, StreamErrors.SlowToTake, cancellation).ConfigureAwait(false))
        {
            throw StreamErrors.Closed(StreamErrors.HalfClosed);
        }

        // A copy: the caller may free its bytes before the call has ended, and the transport may have to send them
        // again.
        _calls.Writer.TryWrite(PerformAsync(new EncodedMessage(message)));
    }

    /// <summary>A failed call stays in the queue: the next receive reports it again.</summary>
    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            ThrowIfFailed();
            cancellation.ThrowIfCancellationRequested();
        }

        Task<Inference>? call = await InTimeAsync(
            NextAsync, timeout, StreamErrors.NothingCame, cancellation).ConfigureAwait(false);
        if (call is null)
        {
            return null;
        }

        Inference inference = await call.ConfigureAwait(false);
        _calls.Reader.TryRead(out _);
        lock (_gate)
        {
            PerformOffered();
        }

        return inference;
    }

    public Task CompleteAsync(CancellationToken cancellation)
    {
        ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _isComplete = true;
            PerformOffered();
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _calls.Writer.TryComplete();

    /// <summary>
    /// Performs the offered request, if there is one and not too many calls are under way; and ends the requests, if no
    /// more are to come. Call with the lock.
    /// </summary>
    private void PerformOffered()
    {
        if (_offered is not null && _calls.Reader.Count < CallsAtOnce)
        {
            _calls.Writer.TryWrite(PerformAsync(_offered));
            _offered = null;
        }

        if (_isComplete && _offered is null)
        {
            _calls.Writer.TryComplete();
        }
    }

    /// <summary>Waits until the next call has ended; null after the last one.</summary>
    private async ValueTask<Task<Inference>?> NextAsync(CancellationToken cancellation)
    {
        Task<Inference>? call;
        while (!_calls.Reader.TryPeek(out call))
        {
            ThrowIfFailed();
            if (!await _calls.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            {
                return null;
            }
        }

        await Task.WhenAny((Task)call).WaitAsync(cancellation).ConfigureAwait(false);
        return call;
    }

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
            // Started first: a response that has arrived is returned even with a timeout of zero.
            ValueTask<T> waiting = wait(patience.Token);
            patience.CancelAfter(timeout);
            return await waiting.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw StreamErrors.Late(late, timeout, e);
        }
    }
}
