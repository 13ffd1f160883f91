using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_stream</c> handle: an inference stream with rundown protection.</summary>
internal sealed class NativeStream(NativeClient owner, InferenceStream stream) : IDisposable
{
    private readonly Rundown _users = new();

    public EdgeClient Client => owner.Client;

    public InferenceStream Inferences => stream;

    /// <summary>References the stream and its client, for a call that uses them.</summary>
    /// <exception cref="EdgeException">One of them was destroyed.</exception>
    public ClientLease Lease()
    {
        if (!_users.TryEnter())
        {
            throw new EdgeException(EdgeStatus.Cancelled, "The stream was closed.");
        }

        if (owner.TryEnter())
        {
            return new ClientLease(owner, _users);
        }

        _users.Exit();
        throw new EdgeException(EdgeStatus.Cancelled, "The stream was cancelled because its client was closed.");
    }

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
}
