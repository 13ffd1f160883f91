using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>The connection that short calls share, of which there is one at most.</summary>
internal sealed partial class ConnectionPool
{
    private readonly CancellationTokenSource _opening = new();
    private volatile SharedConnection? _shared;

    /// <summary>How many connections were shared, take no more calls, and are not closed.</summary>
    private int _retired;

    /// <summary>Completed with the shared connection that is being opened, or with null if there is none after all.</summary>
    private TaskCompletionSource<SharedConnection?>? _opened;

    /// <summary>Large messages need connections of their own.</summary>
    private bool MayShare => _maxConnections > _unshared;

    /// <summary>How many connections have a call to themselves, or are being opened for one. To be read with the lock.</summary>
    private int Busy => _open - _idle.Count - _retired - (_shared is null ? 0 : 1);

    /// <summary>Gives the connection that a short call should share with others, if it should.</summary>
    public SharedConnection? FindShared()
    {
        if (_shared is null)
        {
            return null;
        }

        lock (_gate)
        {
            return Busy >= _unshared && _shared is { IsOpen: true } ? _shared : null;
        }
    }

    /// <summary>Gives the connection for short calls for which no thread waits, opened if need be; null if there is to be none.</summary>
    /// <inheritdoc cref="Rent"/>
    public async ValueTask<SharedConnection?> ShareAsync(Deadline deadline, CancellationToken cancellation)
    {
        Task<SharedConnection?> opened;
        lock (_gate)
        {
            RetireUnlessOpen();
            if (_shared is SharedConnection shared)
            {
                return shared;
            }

            if (_opened is null && (!MayShare || _open == _maxConnections || _disposed || !TryBeginToOpen()))
            {
                return null;
            }

            opened = _opened!.Task;
        }

        return await opened.WaitAsync(deadline.WaitTime, cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets a connection that comes back be shared from now on, if there are too many that are not.</summary>
    private bool TryShare(DirectConnection connection)
    {
        RetireUnlessOpen();
        return _shared is null && _opened is null && Busy > _unshared && MayShare && StartSharing(connection) is not null;
    }

    /// <summary>Lets another connection take the place of one that takes no more calls. To be called with the lock.</summary>
    private void RetireUnlessOpen()
    {
        if (_shared is { IsOpen: false } shared)
        {
            _shared = null;
            _retired++;
            shared.Retire();
        }
    }

    /// <summary>Lets a connection be shared from now on. To be called with the lock.</summary>
    /// <returns>What it is now; null if all goes on as it was.</returns>
    private SharedConnection? StartSharing(DirectConnection connection)
    {
        try
        {
            SharedConnection shared = connection.Share(_sharedIdleTimeout, EndShared);
            shared.Start();
            _shared = shared;
            return shared;
        }
        catch (OutOfMemoryException)
        {
            // There can be no other thread.
            return null;
        }
    }

    private void EndShared(SharedConnection shared)
    {
        lock (_gate)
        {
            if (_shared == shared)
            {
                _shared = null;
            }
            else
            {
                _retired--;
            }
        }

        ReturnRoom();
    }

    /// <summary>To be called with the lock.</summary>
    /// <returns>Whether it was possible.</returns>
    private bool TryBeginToOpen()
    {
        var opened = new TaskCompletionSource<SharedConnection?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            // To connect blocks, and the threads of the pool are few.
            LibraryThread.Start(() => OpenShared(opened));
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        _opened = opened;
        _open++;
        return true;
    }

    private void OpenShared(TaskCompletionSource<SharedConnection?> opened)
    {
        DirectConnection? connection = null;
        SharedConnection? shared = null;
        Exception? failure = null;
        try
        {
            connection = Open(Deadline.Never, _opening.Token);
            lock (_gate)
            {
                shared = _disposed ? null : StartSharing(connection);
            }
        }
        catch (Exception e)
        {
            // Whatever it is, it is for those that wait for it, and must not end the process.
            failure = e;
        }

        lock (_gate)
        {
            _opened = null;
        }

        if (shared is null)
        {
            connection?.Dispose();
            ReturnRoom();
        }

        if (failure is null)
        {
            opened.SetResult(shared);
        }
        else
        {
            opened.SetException(failure);
        }
    }
}
