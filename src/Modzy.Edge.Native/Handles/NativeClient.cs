namespace Modzy.Edge.Native.Handles;

/// <summary>What an <c>edge_client</c> stands for: a client that counts the calls that use it.</summary>
internal sealed class NativeClient(EdgeClient client)
{
    private readonly object _gate = new();
    private int _calls;
    private bool _closed;

    public EdgeClient Client => client;

    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _calls++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            _calls--;
            if (_closed && _calls == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Cancels the calls that still run, and returns when the last of them has let go of its buffers.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        client.Dispose();
        lock (_gate)
        {
            while (_calls > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
