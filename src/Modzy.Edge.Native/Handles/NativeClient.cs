using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_client</c> handle: a client with rundown protection.</summary>
internal sealed class NativeClient(EdgeClient client)
{
    private readonly Rundown _calls = new();

    public EdgeClient Client => client;

    public bool TryEnter() => _calls.TryEnter();

    public void Exit() => _calls.Exit();

    /// <summary>
    /// Cancels the running calls, and returns when the last of them has released its buffers. In a signal handler it
    /// does not wait: the call that the signal interrupted can end only after the handler has returned.
    /// </summary>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait; the client is closed
    /// nevertheless.</exception>
    public void Close()
    {
        _calls.Close();
        client.Dispose();
        if (!Interruption.IsHandling)
        {
            _calls.WaitForRelease();
        }
    }
}

/// <summary>One reference to a client, held by a call; disposing releases it.</summary>
internal readonly struct ClientLease(NativeClient owner) : IDisposable
{
    public NativeClient Owner => owner;

    public EdgeClient Client => owner.Client;

    public void Dispose() => owner.Exit();
}
