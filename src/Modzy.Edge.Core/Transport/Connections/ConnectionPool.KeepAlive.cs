using Modzy.Edge.Requests;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Checking the peers of idle exclusive connections, if <see cref="KeepAliveSettings.WhenIdle"/> says so.</summary>
internal sealed partial class ConnectionPool
{
    /// <summary>Half the interval or the timeout, so that neither takes much longer on an idle connection.</summary>
    private void ScheduleIdleCheck() =>
        _idleCheck!.Change(Durations.Shorter(_keepAlive!.Interval, _keepAlive.Timeout) / 2, Timeout.InfiniteTimeSpan);

    /// <summary>Checks the peers of the idle connections, which no call can take meanwhile.</summary>
    private void CheckIdle()
    {
        foreach (ExclusiveConnection connection in _idle.TakeAll())
        {
            if (!connection.CheckIdle() || !TryPutBack(connection))
            {
                Discard(connection);
            }
        }

        lock (_gate)
        {
            if (!_disposed)
            {
                ScheduleIdleCheck();
            }
        }
    }

    private bool TryPutBack(ExclusiveConnection connection)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            _idle.PutBack(connection);
            WakeOne();
            return true;
        }
    }
}
