using System.Diagnostics.CodeAnalysis;

namespace Modzy.Edge.Transport.Direct;

/// <summary>
/// The connections that wait for a call, last in, first out. A timer closes those that nobody needed for a while; it runs
/// only while there are any.
/// </summary>
/// <param name="gate">The pool's lock. Held by the callers of <see cref="Push"/> and <see cref="TryPop"/>.</param>
/// <param name="timeout">How long a connection may be idle.</param>
/// <param name="discard">Closes a connection. Called without the lock.</param>
internal sealed class IdleConnections(object gate, TimeSpan timeout, Action<DirectConnection> discard) : IDisposable
{
    /// <summary>The longest that a timer can count: 24 days.</summary>
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>By the time at which they became idle.</summary>
    private readonly List<DirectConnection> _connections = [];
    private Timer? _timer;
    private bool _isTimerSet;

    public int Count => _connections.Count;

    public bool TryPop([NotNullWhen(true)] out DirectConnection? connection)
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

    public void Push(DirectConnection connection)
    {
        connection.IdleSince = Environment.TickCount64;
        _connections.Add(connection);
        if (!_isTimerSet && timeout != Timeout.InfiniteTimeSpan && timeout <= _longestTimeout)
        {
            SetTimer(timeout);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Close(long.MaxValue);
    }

    private void SetTimer(TimeSpan due)
    {
        _isTimerSet = true;
        if (_timer is null)
        {
            // The timer would keep alive whatever the first caller has in its execution context.
            using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            {
                _timer = new Timer(
                    static idle => ((IdleConnections)idle!).CloseExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void CloseExpired()
    {
        long now = Environment.TickCount64;
        Close(now - (long)timeout.TotalMilliseconds);
        lock (gate)
        {
            _isTimerSet = false;
            if (_connections.Count > 0)
            {
                long age = now - _connections[0].IdleSince;
                SetTimer(timeout - TimeSpan.FromMilliseconds(Math.Clamp(age, 0, (long)timeout.TotalMilliseconds)));
            }
        }
    }

    /// <summary>Closes those that became idle at a time or before.</summary>
    private void Close(long time)
    {
        DirectConnection[] expired;
        lock (gate)
        {
            int count = 0;
            while (count < _connections.Count && _connections[count].IdleSince <= time)
            {
                count++;
            }

            expired = [.. _connections[..count]];
            _connections.RemoveRange(0, count);
        }

        foreach (DirectConnection connection in expired)
        {
            discard(connection);
        }
    }
}
