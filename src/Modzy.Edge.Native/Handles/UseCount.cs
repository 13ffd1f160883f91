using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native.Handles;

/// <summary>Counts who uses something, so that it can be taken away when nobody does.</summary>
internal sealed class UseCount
{
    /// <summary>Set in the count once nobody is let in any more.</summary>
    private const int Closed = int.MinValue;

    private readonly Signal _unused = new();
    private int _users;

    /// <summary>False once it is closed.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _users) > 0)
        {
            return true;
        }

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _users) == Closed && _unused.Set())
        {
            _unused.Wake();
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    public void Close() => Interlocked.Or(ref _users, Closed);

    /// <summary>Returns when the last user has gone. To be called by one thread, when it is closed.</summary>
    /// <exception cref="OperationCanceledException">A signal has interrupted the wait.</exception>
    public void WaitUntilUnused()
    {
        while (Volatile.Read(ref _users) != Closed)
        {
            _unused.Wait(Deadline.Never);
        }
    }
}
