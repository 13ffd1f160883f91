using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_stream</c> handle: an inference stream with rundown protection.</summary>
internal sealed class NativeStream(NativeClient owner, InferenceStream stream) : IDisposable
{
    private readonly Rundown _users = new();

    public EdgeClient Client => owner.Client;

    /// <summary>Uses the stream on the calling thread. It is not disposed meanwhile.</summary>
    public T Use<T>(Func<InferenceStream, T> use)
    {
        Enter();
        try
        {
            return use(stream);
        }
        finally
        {
            _users.Exit();
        }
    }

    /// <summary>Uses the stream without blocking. It is not disposed meanwhile.</summary>
    public async Task<T> UseAsync<T>(Func<InferenceStream, Task<T>> use)
    {
        Enter();
        try
        {
            return await use(stream).ConfigureAwait(false);
        }
        finally
        {
            _users.Exit();
        }
    }

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

    private void Enter()
    {
        if (!_users.TryEnter())
        {
            throw new EdgeException(EdgeStatus.Cancelled, "The stream was closed.");
        }
    }
}
