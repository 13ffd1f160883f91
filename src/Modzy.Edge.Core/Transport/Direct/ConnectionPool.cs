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
    /// <summary>Those who wait for a connection, in the order in which they came.</summary>
    private readonly LinkedList<Signal> _waiting = [];
    private int _open;
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
            bool isAlive = false;
            try
            {
                isAlive = connection.Refresh();
            }
            finally
            {
                if (!isAlive)
                {
                    Discard(connection);
                }
            }

            if (isAlive)
            {
                return connection;
            }
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
        bool isTaken = false;
        try
        {
            connection.Release();
            isTaken = connection.IsReusable && TryTakeBack(connection);
        }
        finally
        {
            if (!isTaken)
            {
                Discard(connection);
            }
        }
    }

    /// <summary>Closes the idle connections.</summary>
    public void DiscardIdle() => _idle.Clear();

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

    private bool TryTakeBack(DirectConnection connection)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            if (!TryShare(connection))
            {
                _idle.Push(connection);
                WakeOne();
            }

            return true;
        }
    }

    private DirectConnection Open(Deadline deadline, CancellationToken cancellation) =>
        new(_connector.Connect(deadline, cancellation), _busyPoll);

    /// <summary>An idle connection; or null, and with it the right to open one.</summary>
    private DirectConnection? TakeIdleOrRoom(Deadline deadline, CancellationToken cancellation)
    {
        while (true)
        {
            Signal turn;
            lock (_gate)
            {
                if (_idle.TryPop(out DirectConnection? connection) || _open < _maxConnections)
                {
                    _open += connection is null ? 1 : 0;
                    return connection;
                }

                turn = new Signal();
                _waiting.AddLast(turn);
            }

            AwaitTurn(turn, deadline, cancellation);
        }
    }

    /// <summary>Waits until there is something to take. It may be gone when this returns: a call that does not wait is faster.</summary>
    private void AwaitTurn(Signal turn, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            using (cancellation.UnsafeRegister(static turn => Wake((Signal)turn!), turn))
            {
                if (!turn.Wait(deadline))
                {
                    throw new TimeoutException();
                }
            }

            cancellation.ThrowIfCancellationRequested();
        }
        catch
        {
            // Whoever was woken and cannot go on must not keep it from another.
            lock (_gate)
            {
                if (!_waiting.Remove(turn))
                {
                    WakeOne();
                }
            }

            throw;
        }
    }

    private void Discard(DirectConnection connection)
    {
        try
        {
            connection.Abandon();
            connection.Dispose();
        }
        finally
        {
            ReturnRoom();
        }
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
        if (_waiting.First is LinkedListNode<Signal> first)
        {
            _waiting.RemoveFirst();
            Wake(first.Value);
        }
    }

    private static void Wake(Signal turn)
    {
        if (turn.Set())
        {
            turn.Wake();
        }
    }
}
