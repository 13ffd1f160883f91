using System.Diagnostics.CodeAnalysis;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// The connections that wait for a call, last in, first out. A timer closes those that nobody needed for a while; it runs
/// only while there are any.
/// </summary>
/// <param name="gate">The pool's lock. Held by the callers of <see cref="Push"/> and <see cref="TryPop"/>.</param>
/// <param name="timeout">How long a connection may be idle.</param>
/// <param name="burstTimeout">The same for those beyond <paramref name="ordinary"/>, not longer.</param>
/// <param name="ordinary">How many are not more than ordinary use needs.</param>
/// <param name="discard">Closes a connection. Called without the lock.</param>
internal sealed class IdleConnections(
    object gate, TimeSpan timeout, TimeSpan burstTimeout, int ordinary, Action<ExclusiveConnection> discard) : IDisposable
{
    /// <summary>The longest that a timer can count: 24 days.</summary>
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>By the time at which they became idle.</summary>
    private readonly List<ExclusiveConnection> _connections = [];
    private readonly long _time = Milliseconds(timeout);
    private readonly long _burstTime = Milliseconds(burstTimeout);
    private Timer? _timer;

    /// <summary>When it rings, by <see cref="Environment.TickCount64"/>.</summary>
    private long _ringsAt = long.MaxValue;

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

    /// <summary>Closes all.</summary>
    public void Clear() => Close(_ => true);

    public void Dispose()
    {
        _timer?.Dispose();
        Clear();
    }

    /// <summary>The longest there is for never, and for what a timer cannot count.</summary>
    private static long Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time > _longestTimeout ? long.MaxValue : (long)time.TotalMilliseconds;

    /// <summary>Until when a connection may be idle, by its place; the first of them is the first to be closed.</summary>
    private long EndOf(int index)
    {
        long time = _connections.Count - index > ordinary ? _burstTime : _time;
        return time == long.MaxValue ? time : _connections[index].IdleSince + time;
    }

    /// <summary>Lets the timer ring when the first of them has to be closed. To be called with the lock.</summary>
    private void SetTimer()
    {
        if (_connections.Count == 0 || EndOf(0) is var end && end >= _ringsAt)
        {
            return;
        }

        _ringsAt = end;
        _timer ??= NonCapturingTimer.Create(CloseExpired);
        _timer.Change(Math.Max(end - Environment.TickCount64, 0), Timeout.Infinite);
    }

    private void CloseExpired()
    {
        long now = Environment.TickCount64;
        Close(index => EndOf(index) <= now);
        lock (gate)
        {
            _ringsAt = long.MaxValue;
            SetTimer();
        }
    }

    /// <summary>Closes those that come first, as far as a condition holds.</summary>
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
