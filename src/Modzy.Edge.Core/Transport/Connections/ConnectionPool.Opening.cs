using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Opening the multiplexed connection, on a thread of its own.</summary>
internal sealed partial class ConnectionPool
{
    /// <summary>Starts to open a multiplexed connection. Call with the lock.</summary>
    /// <returns>Whether a thread could be created for it: connecting blocks.</returns>
    private bool TryBeginToOpen()
    {
        var opening = new TaskCompletionSource<MultiplexedConnection?>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            LibraryThread.Start(() => OpenMultiplexed(opening));
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        _opening = opening;
        _open++;
        return true;
    }

    private void OpenMultiplexed(TaskCompletionSource<MultiplexedConnection?> opening)
    {
        ExclusiveConnection? connection = null;
        MultiplexedConnection? multiplexed = null;
        Exception? failure = null;
        try
        {
            connection = Open(Deadline.Never, _disposing.Token);
            lock (_gate)
            {
                multiplexed = _disposed ? null : TryStartMultiplexing(connection);
            }
        }
        catch (Exception e)
        {
            // It fails the calls that wait. Unhandled, it would end the process.
            failure = e;
        }

        lock (_gate)
        {
            _opening = null;
        }

        if (multiplexed is null)
        {
            connection?.Dispose();
            ReturnSlot();
        }

        if (failure is null)
        {
            opening.SetResult(multiplexed);
        }
        else
        {
            opening.SetException(failure);
        }
    }
}
