using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// The idle exclusive connections, last in, first out. A timer closes those whose idle timeout has passed; it runs only
/// while there are any.
/// </summary>
/// <param name="gate">The pool's lock. It guards this state. Callers of <see cref="Push"/> and <see cref="TryPop"/>
/// hold it.</param>
/// <param name="timeout">How long a connection may be idle.</param>
/// <param name="burstTimeout">The timeout of those beyond <paramref name="ordinary"/>, at most
/// <paramref name="timeout"/>.</param>
/// <param name="ordinary">How many connections ordinary use needs.</param>
/// <param name="discard">Closes a connection. Called without the lock.</param>
internal sealed class IdleConnections(
    object gate,
    TimeSpan timeout,
    TimeSpan burstTimeout,
    int ordinary,
    Action<ExclusiveConnection> discard) : IDisposable
{
    /// <summary>The longest time of a timer: 24 days.</summary>
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Ordered by the time at which they became idle.</summary>
    private readonly List<ExclusiveConnection> _connections = [];
    private readonly long _time = Milliseconds(timeout);
    private readonly long _burstTime = Milliseconds(burstTimeout);
    private Timer? _timer;

    /// <summary>When the timer fires, by <see cref="Environment.TickCount64"/>.</summary>
    private long _firesAt = long.MaxValue;

    public int Count => _connections.Count;

    public bool TryPop([NotNullWhen(true)] out ExclusiveConnection? connection)
    {
        connection = null;
        if (_connections.Count == 0)
        {
            return false;
        }

        connection = _connections[^1];
        _connections.RemoveAt(_connections.Count - 1);
        return true;
    }

    public void Push(ExclusiveConnection connection)
    {
        connection.IdleSince = Environment.TickCount64;
        _connections.Add(connection);
        SetTimer();
    }

    /// <summary>Takes all connections, for <see cref="PutBack"/>.</summary>
    public ExclusiveConnection[] TakeAll()
    {
        lock (gate)
        {
            ExclusiveConnection[] all = [.. _connections];
            _connections.Clear();
            return all;
        }
    }

    /// <summary>Takes a connection back that has been idle all the time. Call with the lock.</summary>
    public void PutBack(ExclusiveConnection connection)
    {
        int index = _connections.FindIndex(other => other.IdleSince > connection.IdleSince);
        _connections.Insert(index < 0 ? _connections.Count : index, connection);
        SetTimer();
    }

    /// <summary>Closes all connections.</summary>
    public void Clear() => Close(_ => true);

    public void Dispose()
    {
        _timer?.Dispose();
        Clear();
    }

    /// <summary><see cref="long.MaxValue"/> for infinite and for more than a timer supports.</summary>
    private static long Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time > _longestTimeout ? long.MaxValue : (long)time.TotalMilliseconds;

    /// <summary>When the connection at an index is to be closed. The first is closed first.</summary>
    private long EndOf(int index)
    {
        long time = _connections.Count - index > ordinary ? _burstTime : _time;
        return time == long.MaxValue ? time : _connections[index].IdleSince + time;
    }

    /// <summary>Sets the timer to the first connection's timeout. Call with the lock.</summary>
    private void SetTimer()
    {
        if (_connections.Count == 0 || EndOf(0) is var end && end >= _firesAt)
        {
            return;
        }

        _firesAt = end;
        _timer ??= NonCapturingTimer.Create(CloseExpired);
        _timer.Change(Math.Max(end - Environment.TickCount64, 0), Timeout.Infinite);
    }

    private void CloseExpired()
    {
        long now = Environment.TickCount64;
        Close(index => EndOf(index) <= now);
        lock (gate)
        {
            _firesAt = long.MaxValue;
            SetTimer();
        }
    }

    /// <summary>Closes connections from the start of the list while a condition holds.</summary>
    private void Close(Func<int, bool> condition)
    {
        ExclusiveConnection[] expired;
        lock (gate)
        {
            int count = 0;
            while (count < _connections.Count && condition(count))
            {
                count++;
            }

            expired = [.. _connections[..count]];
            _connections.RemoveRange(0, count);
        }

        foreach (ExclusiveConnection connection in expired)
        {
            discard(connection);
        }
    }
}
