using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Handles;

/// <summary>Rundown protection: counts the users of an object, so that it is disposed only after the last of them has
/// left.</summary>
internal sealed class Rundown
{
    /// <summary>Sign bit of the count: set once no new users are admitted.</summary>
    private const int Closed = int.MinValue;

    private readonly FutexEvent _unused = new();
    private int _users;

    /// <summary>Registers a user; false after Close.</summary>
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

    /// <summary>Admits no new users.</summary>
    public void Close() => Interlocked.Or(ref _users, Closed);

    /// <summary>Returns when the last user has left. Call after Close, from one thread.</summary>
    /// <exception cref="OperationCanceledException">A signal interrupted the wait.</exception>
    public void WaitForRelease()
    {
        while (Volatile.Read(ref _users) != Closed)
        {
            _unused.Wait(Deadline.Never);
        }
    }
}
