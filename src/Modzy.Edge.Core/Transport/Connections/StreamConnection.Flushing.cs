using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Sending what was written, and waiting for the window and the socket.</summary>
/// <remarks>
/// A thread that sends DATA frames uses the socket without the lock. Other frames are sent with the lock and without
/// waiting. They may not come between DATA frames that were counted and not sent: the acknowledgement of a smaller
/// window would come before data that the larger one has allowed.
/// </remarks>
internal sealed partial class StreamConnection
{
    /// <summary>With less room than this in the buffer, sending comes before the next DATA frame.</summary>
    private const int MinDataRoom = 1024;

    /// <summary>How long a wait for the socket can go on after it was cancelled.</summary>
    private static readonly TimeSpan _cancellationTime = TimeSpan.FromMilliseconds(50);

    /// <summary>Set when the send window opens, and when the stream is over.</summary>
    private readonly FutexEvent _window = new();

    /// <summary>Whether the sending thread uses the socket without the lock.</summary>
    private bool _usesSocket;

    /// <summary>Whether a DATA frame was counted in the windows and not sent in full.</summary>
    private bool _hasUnsentData;

    /// <summary>Whether other frames were not sent because the socket's buffer was full.</summary>
    private volatile bool _hasUnsentControl;
    private bool _awaitsWindow;
    private ConnectionException? _sendingFailure;

    /// <summary>What has to happen before the next DATA frame.</summary>
    private enum Obstacle
    {
        /// <summary>The frames in the buffer have to be sent.</summary>
        UnsentFrames,

        /// <summary>The peer has to open its window.</summary>
        Window,

        /// <summary>The socket has to become writable.</summary>
        Socket,
    }

    /// <summary>What keeps the next DATA frame from being begun; null if nothing does. Call with the lock.</summary>
    private Obstacle? FindObstacle()
    {
        SendControl();
        bool isOpen = _isConnected && _session.WindowOf(_stream) > 0;
        if (isOpen && _frames.DataRoom >= MinDataRoom && (_hasUnsentData || !_hasUnsentControl))
        {
            return null;
        }

        if (!_frames.IsEmpty)
        {
            return Obstacle.UnsentFrames;
        }

        if (_hasUnsentControl)
        {
            return Obstacle.Socket;
        }

        _window.Reset();
        _awaitsWindow = true;
        return Obstacle.Window;
    }

    /// <summary>Waits until a message can go on.</summary>
    /// <returns>Null, or why the wait has ended before.</returns>
    private Exception? TryOvercome(Obstacle obstacle, Deadline deadline)
    {
        try
        {
            if (obstacle == Obstacle.Window)
            {
                return _window.Wait(deadline) ? Cancelled() : new TimeoutException();
            }

            UseSocket(obstacle, deadline);
            return null;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return e;
        }
        catch (ConnectionException e)
        {
            throw Lost(e);
        }
    }

    private OperationCanceledException? Cancelled() =>
        _sendCancellation.IsCancellationRequested ? new OperationCanceledException(_sendCancellation) : null;

    private void Flush(EdgeSocket socket, Deadline deadline)
    {
        while (!_frames.IsEmpty)
        {
            int count = socket.TrySend(_frames.Pending);
            _hasLeft |= count > 0 || socket.HasUnsentRecords;
            if (count == 0)
            {
                AwaitWritable(socket, deadline);
            }

            _frames.Consume(count);
        }
    }

    /// <summary>
    /// Waits for the socket. Only the end of the stream interrupts poll, so that cancellation is polled.
    /// </summary>
    private void AwaitWritable(EdgeSocket socket, Deadline deadline)
    {
        while (_sendCancellation.CanBeCanceled)
        {
            _sendCancellation.ThrowIfCancellationRequested();
            try
            {
                socket.AwaitWritable(Deadline.Earlier(deadline, Deadline.After(_cancellationTime)));
                return;
            }
            catch (TimeoutException) when (!deadline.IsPast)
            {
                // Not cancelled yet.
            }
        }

        socket.AwaitWritable(deadline);
    }

    /// <summary>Uses the socket without the lock. The reader thread does not close it meanwhile.</summary>
    private void UseSocket(Obstacle obstacle, Deadline deadline)
    {
        EdgeSocket socket;
        lock (_gate)
        {
            ThrowIfOver();
            if (!_isConnected)
            {
                // It is being opened on another connection: there is nothing to send yet.
                return;
            }

            socket = _socket;
            _usesSocket = true;
        }

        try
        {
            if (obstacle == Obstacle.Socket)
            {
                AwaitWritable(socket, deadline);
            }

            Flush(socket, deadline);
        }
        finally
        {
            lock (_gate)
            {
                _usesSocket = false;
                _hasSent |= _hasLeft;
                _hasUnsentData = !_frames.IsEmpty;
                SendControl();
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>
    /// What to throw when sending has found the connection lost: what the reader thread finds, because the peer may
    /// have sent a status before.
    /// </summary>
    private RpcException Lost(ConnectionException cause)
    {
        lock (_gate)
        {
            _sendingFailure = cause;
            _window.Reset();
            _awaitsWindow = false;
        }

        // The reader looks once a second.
        _window.Wait(Deadline.After(2 * _flushTime));
        lock (_gate)
        {
            ThrowIfOver();
        }

        return Fail(cause);
    }

    /// <summary>Sends frames other than DATA without waiting. Call with the lock.</summary>
    private void SendControl()
    {
        if (!_isConnected || _usesSocket || _hasUnsentData || _sendingFailure is not null)
        {
            return;
        }

        SendBuffer output = _session.Output;
        try
        {
            int count = -1;
            while (!output.IsEmpty && count != 0)
            {
                count = _socket.TrySend(output.Pending);
                output.Consume(count);
            }
        }
        catch (ConnectionException e)
        {
            // What came before is still to be received: the reader thread ends the stream.
            _sendingFailure = e;
        }

        _hasUnsentControl = !output.IsEmpty;
    }
}
