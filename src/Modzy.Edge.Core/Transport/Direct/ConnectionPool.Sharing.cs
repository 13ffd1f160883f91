using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>The connection that short calls share, of which there is one at most.</summary>
internal sealed partial class ConnectionPool
{
    private readonly CancellationTokenSource _opening = new();
    private volatile SharedConnection? _shared;

    /// <summary>Completed with the shared connection that is being opened, or with null if there is none after all.</summary>
    private TaskCompletionSource<SharedConnection?>? _opened;

    /// <summary>Large messages need connections of their own.</summary>
    private bool MayShare => _maxConnections > _unshared;

    /// <summary>How many connections have a call to themselves, or are being opened for one. To be read with the lock.</summary>
    private int Busy => _open - _idle.Count - (_shared is null ? 0 : 1);

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
            if (_shared is SharedConnection shared)
            {
                // One that is about to end is replaced when it has.
                return shared.IsOpen ? shared : null;
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
    private bool TryShare(DirectConnection connection) =>
        _shared is null && _opened is null && Busy > _unshared && MayShare && StartSharing(connection) is not null;

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
            _shared = null;
        }

        ReturnRoom();
    }

    /// <summary>To be called with the lock.</summary>
    /// <returns>Whether it was possible.</returns>
    private bool TryBeginToOpen()
    {
        try
        {
            // To connect blocks, and the threads of the pool are few.
            new Thread(OpenShared) { IsBackground = true, Name = "modzy-edge" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        _opened = new TaskCompletionSource<SharedConnection?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open++;
        return true;
    }

    private void OpenShared()
    {
        DirectConnection? connection = null;
        Exception? failure = null;
        try
        {
            connection = Open(Deadline.Never, _opening.Token);
        }
        catch (Exception e)
        {
            // Whatever it is, it is for those that wait for it, and must not end the process.
            failure = e;
        }

        TaskCompletionSource<SharedConnection?> opened;
        SharedConnection? shared;
        lock (_gate)
        {
            opened = _opened!;
            _opened = null;
            shared = connection is null || _disposed ? null : StartSharing(connection);
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
