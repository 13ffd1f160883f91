using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native.Handles;

/// <summary>What an <c>edge_client</c> stands for: a client that counts the calls that use it.</summary>
internal sealed class NativeClient(EdgeClient client)
{
    private readonly UseCount _calls = new();

    public EdgeClient Client => client;

    public bool TryEnter() => _calls.TryEnter();

    public void Exit() => _calls.Exit();

    /// <summary>
    /// Cancels the calls that still run, and returns when the last of them has let go of its buffers. In the handler of a signal it
    /// does not wait: the call that the signal interrupted ends when the handler has returned.
    /// </summary>
    /// <exception cref="OperationCanceledException">A signal has interrupted the wait; the client is closed all the same.</exception>
    public void Close()
    {
        _calls.Close();
        client.Dispose();
        if (!Interruption.IsHandling)
        {
            _calls.WaitUntilUnused();
        }
    }
}
