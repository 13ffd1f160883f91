using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_stream</c> handle: an inference stream with at most one sender and one receiver at
/// a time.</summary>
internal sealed class NativeStream(NativeClient owner, InferenceStream stream) : IDisposable
{
    private readonly Rundown _users = new();
    private int _sending;
    private int _receiving;

    public EdgeClient Client => owner.Client;

    /// <summary>Sends, or half-closes.</summary>
    public Task<T> SendAsync<T>(Func<InferenceStream, Task<T>> send) => UseAsync(
        send, ref _sending, "Another thread is sending on this stream; one thread must send at a time.", () => Volatile.Write(ref _sending, 0));

    /// <summary>Receives.</summary>
    public Task<T> ReceiveAsync<T>(Func<InferenceStream, Task<T>> receive) => UseAsync(
        receive, ref _receiving, "Another thread is receiving on this stream; one thread must receive at a time.", () => Volatile.Write(ref _receiving, 0));

    /// <summary>References the client, for a call that uses this stream.</summary>
    /// <exception cref="EdgeException">It was destroyed.</exception>
    public ClientLease Lease() => owner.TryEnter()
        ? new ClientLease(owner)
        : throw new EdgeException(EdgeStatus.Cancelled, "The stream was cancelled because its client was closed.");

    public void Cancel()
    {
        if (_users.TryEnter())
        {
            stream.Cancel();
            _users.Exit();
        }
    }

    /// <summary>
    /// Cancels the stream, and returns when its users have released their buffers. It does not wait in a signal
    /// handler, whose thread may itself be a user, and stops waiting when a signal interrupts it.
    /// </summary>
    public void Dispose()
    {
        _users.Close();
        stream.Cancel();
        try
        {
            if (!Interruption.IsHandling)
            {
                DisposeAfterRundown();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // Interrupted.
        }

        _ = Task.Run(DisposeAfterRundown);
    }

    private void DisposeAfterRundown()
    {
        _users.WaitForRelease();
        stream.Dispose();
    }

    private Task<T> UseAsync<T>(Func<InferenceStream, Task<T>> use, ref int busy, string otherwise, Action release)
    {
        if (!_users.TryEnter())
        {
            throw new EdgeException(EdgeStatus.Cancelled, "The stream was closed.");
        }

        if (Interlocked.Exchange(ref busy, 1) != 0)
        {
            _users.Exit();
            throw new EdgeException(EdgeStatus.FailedPrecondition, otherwise);
        }

        return Release();

        async Task<T> Release()
        {
            try
            {
                return await use(stream).ConfigureAwait(false);
            }
            finally
            {
                release();
                _users.Exit();
            }
        }
    }
}
