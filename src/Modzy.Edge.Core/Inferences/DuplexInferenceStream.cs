using Grpc.Core;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>Inferences over a bidirectional stream of the channel.</summary>
/// <remarks>
/// One inference is always read ahead, so that a failed send can report why the stream failed: the send itself only
/// learns that the edge has closed the stream.
/// </remarks>
internal sealed class DuplexInferenceStream(
    AsyncDuplexStreamingCall<IWireMessage, Wire.Inferences.Inference> call,
    Func<RpcException, EdgeException> translate) : IInferenceStream
{
    /// <summary>How long a failed send waits for the status of the stream, which ends the read.</summary>
    private static readonly TimeSpan _causeTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task _write = Task.CompletedTask;
    private volatile Task<bool> _read = call.ResponseStream.MoveNext(CancellationToken.None);
    private bool _isComplete;

    /// <summary>The offered request that waits until the write before it is done. The lock guards it.</summary>
    private EncodedMessage? _offered;
    private bool _isSendingOffered;

    public Task Opened => Task.CompletedTask;

    public void Send(IWireMessage message, TimeSpan timeout, CancellationToken cancellation) =>
        BlockingWait.Run(token => SendAsync(message, timeout, token), cancellation);

    public async Task SendAsync(IWireMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        using var borrowed = new BorrowedMessage(message);
        await TellingWhy(() => WriteAsync(borrowed, timeout, cancellation), cancellation).ConfigureAwait(false);
    }

    public int Offer(IWireMessage message, CancellationToken cancellation)
    {
        if (_read is { IsFaulted: true } failed)
        {
            Translated(failed).GetAwaiter().GetResult();
        }

        cancellation.ThrowIfCancellationRequested();
        if (_isComplete)
        {
            throw StreamErrors.Closed(StreamErrors.HalfClosed);
        }

        if (_write.IsFaulted || _read.IsCompletedSuccessfully && !_read.Result)
        {
            throw StreamErrors.Closed(StreamErrors.Ended);
        }

        var copy = new EncodedMessage(message);
        lock (_gate)
        {
            int replaced = _offered is null ? 0 : 1;
            _offered = copy;
            if (_isSendingOffered)
            {
                return replaced;
            }

            _isSendingOffered = true;
        }

        _write = SendOfferedAsync(_write);
        return 0;
    }

    public Inference? Receive(TimeSpan timeout, CancellationToken cancellation) =>
        BlockingWait.Run(token => ReceiveAsync(timeout, token), cancellation);

    /// <summary>A wait that times out leaves the read pending for the next receive.</summary>
    public async Task<Inference?> ReceiveAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (!_read.IsFaulted)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        try
        {
            await InTime(
                _read, Deadline.After(timeout), timeout, StreamErrors.NothingCame, cancellation).ConfigureAwait(false);
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
    /// One message is sent at a time. The write waits for the edge's flow control, so that a caller that sends faster
    /// than the edge receives waits here.
    /// </summary>
    private async Task WriteAsync(BorrowedMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        if (_isComplete)
        {
            throw StreamErrors.Closed(StreamErrors.HalfClosed);
        }

        Deadline end = Deadline.After(timeout);
        await InTime(_write, end, timeout, StreamErrors.SlowToTake, cancellation).ConfigureAwait(false);
        _write = WriteUnlessRevokedAsync(message);
        await InTime(
            Task.WhenAny(message.Encoded, _write), end, timeout, StreamErrors.SlowToTake, cancellation)
            .ConfigureAwait(false);
        if (_write.IsFaulted)
        {
            await _write.ConfigureAwait(false);
        }
    }

    /// <summary>The message is serialized when the stream has been opened, for which its sender may not wait.</summary>
    private async Task WriteUnlessRevokedAsync(BorrowedMessage message)
    {
        try
        {
            await call.RequestStream.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (message.WasRevoked && e is RpcException or OperationCanceledException)
        {
            // Nothing was sent.
        }
    }

    private async Task SendOfferedAsync(Task before)
    {
        await before.ConfigureAwait(false);
        while (TakeOffered() is EncodedMessage message)
        {
            await call.RequestStream.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private EncodedMessage? TakeOffered()
    {
        lock (_gate)
        {
            EncodedMessage? message = _offered;
            _offered = null;
            _isSendingOffered = message is not null;
            return message;
        }
    }

    /// <summary>Does not wait for what is being written: the edge may wait for the caller to receive.</summary>
    private Task HalfCloseAsync()
    {
        _isComplete = true;
        _write = CompleteAfterAsync(_write);
        return _write.IsCompleted ? _write : Task.CompletedTask;
    }

    private async Task CompleteAfterAsync(Task before)
    {
        await before.ConfigureAwait(false);
        await call.RequestStream.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Sends, and reports the failure of the stream, if it has failed.</summary>
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

            throw e is RpcException rpc && !read.IsCompleted
                ? translate(rpc)
                : StreamErrors.Closed(StreamErrors.Ended, e);
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

    private static async Task InTime(
        Task task, Deadline end, TimeSpan timeout, string late, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(end.WaitTime, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw StreamErrors.Late(late, timeout, e);
        }
    }
}
