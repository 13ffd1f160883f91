namespace Modzy.Edge.Native.Handles;

/// <summary>Counts who uses something, so that it can be taken away when nobody does.</summary>
internal sealed class UseCount
{
    private readonly object _gate = new();
    private int _users;
    private bool _closed;

    /// <summary>False once it is closed.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _users++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            _users--;
            if (_closed && _users == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>Returns when the last user has gone.</summary>
    public void WaitUntilUnused()
    {
        lock (_gate)
        {
            while (_users > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
