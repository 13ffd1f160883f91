using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// The connections to one edge: exclusive ones, used last in, first out, so that surplus ones become idle and are
/// closed; and at most one multiplexed connection that takes calls. <see cref="Routing"/> decides which calls use it.
/// </summary>
/// <remarks>
/// One lock guards the counts, the idle connections (<see cref="IdleConnections"/>) and the waiting callers. It is not
/// held while a connection is opened or closed.
/// </remarks>
internal sealed partial class ConnectionPool : IDisposable
{
    private readonly object _gate = new();
    private readonly Connector _connector;
    private readonly int _maxConnections;
    private readonly int _exclusiveConnections;
    private readonly TimeSpan _multiplexedIdleTimeout;
    private readonly BusyPoll? _busyPoll;
    private readonly KeepAliveSettings? _keepAlive;

    /// <summary>Checks idle connections; null if they are not checked.</summary>
    private readonly Timer? _idleCheck;
    private readonly IdleConnections _idle;
    private readonly CancellationTokenSource _disposing = new();

    /// <summary>The callers that wait for a connection, first come, first served.</summary>
    private readonly LinkedList<FutexEvent> _waiting = [];

    /// <summary>All connections: exclusive, multiplexed, retired, and those that are being opened.</summary>
    private int _open;
    private bool _disposed;

    private volatile MultiplexedConnection? _multiplexed;
    private int _streams;

    /// <summary>Multiplexed connections that take no more calls and are not closed.</summary>
    private int _retired;

    /// <summary>
    /// Completes with the multiplexed connection that is being opened, or with null if the pool was disposed.
    /// </summary>
    private TaskCompletionSource<MultiplexedConnection?>? _opening;

    /// <param name="connector">Opens connections.</param>
    /// <param name="options">The options of the client.</param>
    /// <param name="keepAlive">How peers are checked; null if they are not.</param>
    public ConnectionPool(Connector connector, EdgeClientOptions options, KeepAliveSettings? keepAlive)
    {
        _connector = connector;
        _maxConnections = options.MaxConnections;
        _exclusiveConnections = options.ExclusiveConnections;
        _busyPoll = options.BusyPoll > TimeSpan.Zero
            ? new BusyPoll(options.BusyPoll, Environment.ProcessorCount) : null;
        _keepAlive = keepAlive;
        TimeSpan timeout = options.IdleConnectionTimeout;
        _multiplexedIdleTimeout = Durations.Shorter(timeout, options.BurstIdleTimeout);
        _idle = new IdleConnections(
            _gate, timeout, timeout == Timeout.InfiniteTimeSpan
                ? timeout : _multiplexedIdleTimeout, _exclusiveConnections, Discard);
        if (keepAlive is { WhenIdle: true })
        {
            _idleCheck = NonCapturingTimer.Create(CheckIdle);
            ScheduleIdleCheck();
        }
    }

    private bool MayMultiplex => Routing.MayMultiplex(_maxConnections, _exclusiveConnections);

    /// <summary>Exclusive connections that carry a unary call or are opened for one. Read with the lock.</summary>
    private int Busy => _open - _idle.Count - _retired - Volatile.Read(ref _streams) - (_multiplexed is null ? 0 : 1);

    public int Idle => _idle.Count; // read without the lock, for statistics

    /// <summary>Provides an open connection.</summary>
    /// <exception cref="ConnectionException">The edge cannot be reached.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ExclusiveConnection Rent(Deadline deadline, CancellationToken cancellation)
    {
        while (TakeIdleOrSlot(deadline, cancellation) is ExclusiveConnection connection)
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
            ReturnSlot();
            throw;
        }
    }

    /// <summary>Takes a connection back after a call, whatever its outcome.</summary>
    public void Return(ExclusiveConnection connection)
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

    /// <summary>Counts exclusive connections that carry a stream, which do not make the pool congested.</summary>
    public void CountStreams(int change) => Interlocked.Add(ref _streams, change);

    /// <summary>The multiplexed connection, if short blocking calls are to use it.</summary>
    public MultiplexedConnection? FindMultiplexed()
    {
        if (_multiplexed is null)
        {
            return null;
        }

        lock (_gate)
        {
            return _multiplexed is { IsOpen: true }
                && Routing.IsCongested(Busy, _exclusiveConnections) ? _multiplexed : null;
        }
    }

    /// <summary>The multiplexed connection, if it is open: for short asynchronous calls.</summary>
    public MultiplexedConnection? Multiplexed => _multiplexed is { IsOpen: true } open ? open : null;

    /// <summary>Provides the multiplexed connection for short asynchronous calls, opened if necessary.</summary>
    /// <returns>Null if there can be none.</returns>
    /// <inheritdoc cref="Rent"/>
    public async ValueTask<MultiplexedConnection?> GetMultiplexedAsync(
        Deadline deadline, CancellationToken cancellation)
    {
        Task<MultiplexedConnection?> opening;
        lock (_gate)
        {
            RetireUnlessOpen();
            if (_multiplexed is MultiplexedConnection multiplexed)
            {
                return multiplexed;
            }

            if (_opening is null && (!MayMultiplex || _open == _maxConnections || _disposed || !TryBeginToOpen()))
            {
                return null;
            }

            opening = _opening!.Task;
        }

        try
        {
            return await opening.WaitAsync(deadline.WaitTime, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new NoConnectionInTimeException(_connector.Missing);
        }
    }

    /// <summary>Closes the idle connections.</summary>
    public void DiscardIdle() => _idle.Clear();

    /// <summary>Closes the idle connections; the others are closed after their calls.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _disposing.Cancel();
        _idleCheck?.Dispose();
        _idle.Dispose();
        _multiplexed?.Close();
    }

    private ExclusiveConnection Open(Deadline deadline, CancellationToken cancellation) =>
        new(_connector.Connect(deadline, cancellation), _busyPoll, _keepAlive);

    private bool TryTakeBack(ExclusiveConnection connection)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            RetireUnlessOpen();
            bool becomesMultiplexed = _multiplexed is null && _opening is null && MayMultiplex
                && Routing.BecomesMultiplexed(Busy, _exclusiveConnections)
                    && TryStartMultiplexing(connection) is not null;
            if (!becomesMultiplexed)
            {
                _idle.Push(connection);
                WakeOne();
            }

            return true;
        }
    }

    /// <summary>Provides an idle connection; or null, and with it the right to open one.</summary>
    private ExclusiveConnection? TakeIdleOrSlot(Deadline deadline, CancellationToken cancellation)
    {
        while (true)
        {
            FutexEvent turn;
            lock (_gate)
            {
                if (_idle.TryPop(out ExclusiveConnection? connection) || _open < _maxConnections)
                {
                    _open += connection is null ? 1 : 0;
                    return connection;
                }

                turn = new FutexEvent();
                _waiting.AddLast(turn);
            }

            AwaitTurn(turn, deadline, cancellation);
        }
    }

    /// <summary>
    /// Waits until a connection or a slot is free. A caller that did not wait may have taken it when this returns.
    /// </summary>
    private void AwaitTurn(FutexEvent turn, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            using (cancellation.UnsafeRegister(static turn => ((FutexEvent)turn!).SetAndWake(), turn))
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
            // A caller that was woken and gives up passes its turn on.
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

    private void Discard(ExclusiveConnection connection)
    {
        try
        {
            connection.Abandon();
            connection.Dispose();
        }
        finally
        {
            ReturnSlot();
        }
    }

    private void ReturnSlot()
    {
        lock (_gate)
        {
            _open--;
            WakeOne();
        }
    }

    private void WakeOne()
    {
        if (_waiting.First is LinkedListNode<FutexEvent> first)
        {
            _waiting.RemoveFirst();
            first.Value.SetAndWake();
        }
    }

    /// <summary>
    /// Retires a multiplexed connection that takes no more calls, so that another can replace it. Call with the lock.
    /// </summary>
    private void RetireUnlessOpen()
    {
        if (_multiplexed is { IsOpen: false } multiplexed)
        {
            _multiplexed = null;
            _retired++;
            multiplexed.Retire();
        }
    }

    /// <summary>Converts an exclusive connection. Call with the lock.</summary>
    /// <returns>Null if its reader thread could not be created; the connection is as it was then.</returns>
    private MultiplexedConnection? TryStartMultiplexing(ExclusiveConnection connection)
    {
        try
        {
            MultiplexedConnection multiplexed = connection.ToMultiplexed(_multiplexedIdleTimeout, OnMultiplexedEnded);
            multiplexed.Start();
            _multiplexed = multiplexed;
            return multiplexed;
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private void OnMultiplexedEnded(MultiplexedConnection multiplexed)
    {
        lock (_gate)
        {
            if (_multiplexed == multiplexed)
            {
                _multiplexed = null;
            }
            else
            {
                _retired--;
            }
        }

        ReturnSlot();
    }
}
