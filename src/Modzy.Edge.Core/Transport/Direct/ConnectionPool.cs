using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>
/// The connections to one edge. The one that was used last is used next, so that those beyond the need become idle and
/// are closed; and rather than wait for one to become free, another is opened. Beyond what keeps the processors busy, short
/// calls share one.
/// </summary>
internal sealed partial class ConnectionPool : IDisposable
{
    private readonly object _gate = new();
    private readonly Connector _connector;
    private readonly int _maxConnections;
    private readonly int _unshared;
    private readonly TimeSpan _sharedIdleTimeout;
    private readonly IdleConnections _idle;
    private readonly BusyPoll? _busyPoll;
    private int _open;
    private int _waiting;
    private bool _disposed;

    public ConnectionPool(Connector connector, EdgeClientOptions options)
    {
        _connector = connector;
        _maxConnections = options.MaxConnections;
        _unshared = options.UnsharedConnections;
        _busyPoll = options.BusyPoll > TimeSpan.Zero ? new BusyPoll(options.BusyPoll, Environment.ProcessorCount) : null;
        TimeSpan timeout = options.IdleConnectionTimeout;
        _sharedIdleTimeout = Durations.Shorter(timeout, options.BurstIdleTimeout);
        _idle = new IdleConnections(
            _gate, timeout, timeout == Timeout.InfiniteTimeSpan ? timeout : _sharedIdleTimeout, _unshared, Discard);
    }

    /// <summary>Gives a connection that is open and, as far as can be seen, alive.</summary>
    /// <exception cref="ConnectionException">The edge cannot be reached.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DirectConnection Rent(Deadline deadline, CancellationToken cancellation)
    {
        while (TakeIdleOrRoom(deadline, cancellation) is DirectConnection connection)
        {
            if (connection.Refresh())
            {
                return connection;
            }

            Discard(connection);
        }

        try
        {
            return Open(deadline, cancellation);
        }
        catch
        {
            ReturnRoom();
            throw;
        }
    }

    /// <summary>Takes a connection back after a call, however it ended.</summary>
    public void Return(DirectConnection connection)
    {
        connection.Release();
        if (connection.IsReusable)
        {
            lock (_gate)
            {
                if (!_disposed)
                {
                    if (!TryShare(connection))
                    {
                        _idle.Push(connection);
                        WakeOne();
                    }

                    return;
                }
            }
        }

        Discard(connection);
    }

    /// <summary>Closes the idle connections; the others are closed when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _opening.Cancel();
        _idle.Dispose();
        _shared?.Close();
    }

    private DirectConnection Open(Deadline deadline, CancellationToken cancellation) =>
        new(_connector.Connect(deadline, cancellation), _busyPoll);

    /// <summary>An idle connection; or null, and with it the right to open one.</summary>
    private DirectConnection? TakeIdleOrRoom(Deadline deadline, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_idle.TryPop(out DirectConnection? connection) && _open == _maxConnections)
            {
                connection = AwaitIdleOrRoom(deadline, cancellation);
            }

            _open += connection is null ? 1 : 0;
            return connection;
        }
    }

    private DirectConnection? AwaitIdleOrRoom(Deadline deadline, CancellationToken cancellation)
    {
        // Not disposed of but unregistered: to dispose waits for a callback that runs, and that waits for the gate.
        CancellationTokenRegistration registration =
            cancellation.UnsafeRegister(static pool => ((ConnectionPool)pool!).WakeAll(), this);
        _waiting++;
        try
        {
            while (true)
            {
                if (_idle.TryPop(out DirectConnection? connection) || _open < _maxConnections)
                {
                    return connection;
                }

                cancellation.ThrowIfCancellationRequested();
                if (deadline.IsPast)
                {
                    throw new TimeoutException();
                }

                Monitor.Wait(_gate, deadline.PollTimeout);
            }
        }
        catch
        {
            // Whoever was woken and cannot go on must not keep it from another.
            WakeOne();
            throw;
        }
        finally
        {
            _waiting--;
            registration.Unregister();
        }
    }

    private void Discard(DirectConnection connection)
    {
        connection.Abandon();
        connection.Dispose();
        ReturnRoom();
    }

    private void ReturnRoom()
    {
        lock (_gate)
        {
            _open--;
            WakeOne();
        }
    }

    private void WakeOne()
    {
        if (_waiting > 0)
        {
            Monitor.Pulse(_gate);
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
