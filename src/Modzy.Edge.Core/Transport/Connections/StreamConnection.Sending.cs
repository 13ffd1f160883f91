using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Sending messages, on the thread of the caller.</summary>
/// <remarks>
/// A message is encoded into <see cref="_frames"/>, which belongs to the thread that sends, and leaves from there when
/// the buffer is full or the message complete. A message that was sent in part cannot be given up: if its deadline
/// passes, the rest is encoded into <see cref="_rest"/>, which the sender thread sends.
/// </remarks>
internal sealed partial class StreamConnection
{
    /// <summary>With less room than this in the buffer, sending comes before the next DATA frame.</summary>
    private const int MinDataRoom = 1024;

    /// <summary>How long a wait for the socket can go on after it was cancelled.</summary>
    private static readonly TimeSpan _cancellationTime = TimeSpan.FromMilliseconds(50);

    private readonly MessageFramer _framer;
    private readonly SendBuffer _frames = new();
    private readonly ByteQueue _rest = new();

    /// <summary>Set when the send window opens, and when the stream is over.</summary>
    private readonly FutexEvent _window = new();

    /// <summary>Set when the message before was sent, and when the stream is over.</summary>
    private readonly FutexEvent _turn = new();

    /// <summary>Whether the stream is open on its connection.</summary>
    private bool _isConnected;

    /// <summary>Whether a message is being sent, its rest included.</summary>
    private bool _isSending;

    /// <summary>Whether the sending thread uses the socket without the lock.</summary>
    private bool _usesSocket;

    /// <summary>Whether a DATA frame was counted in the windows and not sent in full.</summary>
    private bool _hasUnsentData;

    /// <summary>Whether other frames were not sent because the socket's buffer was full.</summary>
    private volatile bool _hasUnsentControl;

    /// <summary>Whether anything of any message was sent.</summary>
    private bool _hasSent;
    private bool _awaitsWindow;
    private bool _areRequestsComplete;
    private ConnectionException? _sendingFailure;

    // The message that is being sent: how much was encoded into frames, how much of these was sent, and whether the
    // remainder is encoded into the rest. They belong to the sending thread.
    private int _encoded;
    private long _sent;
    private bool _isStaging;
    private CancellationToken _sendCancellation;

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

    /// <summary>Sends a message. One thread may send at a time.</summary>
    /// <param name="marshaller">Serializes it, on this thread. When this returns, the message is not read any more.</param>
    /// <param name="message">The message.</param>
    /// <param name="deadline">Bounds the wait until the peer takes the message. When it passes while the message leaves,
    /// the rest is kept and sent later.</param>
    /// <param name="cancellation">Ends the wait, as the deadline does.</param>
    /// <exception cref="RpcException">The stream has failed.</exception>
    /// <exception cref="StreamEndedException">The stream has ended.</exception>
    /// <exception cref="TimeoutException">The deadline has passed; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or a signal interrupted the wait; nothing was
    /// sent.</exception>
    public void Send<T>(Marshaller<T> marshaller, T message, Deadline deadline, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static stream => ((StreamConnection)stream!).WakeSenders(), this);
        TakeTurn(deadline, cancellation);
        Write(marshaller, message, deadline, cancellation);
    }

    /// <summary>Ends the requests, after the message that is being sent.</summary>
    /// <exception cref="RpcException">The stream has failed.</exception>
    /// <exception cref="StreamEndedException">The stream has ended.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    public void HalfClose()
    {
        lock (_gate)
        {
            ThrowIfOver();
            _areRequestsComplete = true;
            EndRequests();
            SendControl();
        }
    }

    /// <inheritdoc/>
    public void Reserve(int length) => _frames.Reserve(length);

    /// <inheritdoc/>
    public int BeginData(int wanted, Deadline deadline)
    {
        while (!_isStaging)
        {
            Obstacle obstacle;
            lock (_gate)
            {
                ThrowIfOver();
                SendControl();
                long window = _isConnected ? _session.WindowOf(_stream) : 0;
                int room = _frames.DataRoom;
                if (window > 0 && room >= MinDataRoom && (_hasUnsentData || !_hasUnsentControl))
                {
                    _hasUnsentData = true;
                    return (int)Math.Min(Math.Min(window, Math.Min(room, _session.MaxFrameLength)), wanted);
                }

                obstacle = !_frames.IsEmpty ? Obstacle.UnsentFrames
                    : _hasUnsentControl ? Obstacle.Socket
                    : Obstacle.Window;
                if (obstacle == Obstacle.Window)
                {
                    _window.Reset();
                    _awaitsWindow = true;
                }
            }

            if (TryOvercome(obstacle, deadline) is Exception stopped)
            {
                Stage(wanted, stopped);
            }
        }

        return Math.Min(_rest.Room.Length, wanted);
    }

    /// <inheritdoc/>
    public Span<byte> Data(int start, int end) => _isStaging ? _rest.Room[start..end] : _frames.Data(start, end);

    /// <summary>Ends the frame that was begun. The end of a message is not the end of the stream.</summary>
    public void EndData(int length, bool endStream)
    {
        if (_isStaging)
        {
            _rest.Advance(length);
            return;
        }

        _frames.EndData(length, _stream.Id, endStream: false);
        _encoded += length;
        lock (_gate)
        {
            if (_isConnected)
            {
                _session.CountData(_stream, length);
            }
        }
    }

    /// <summary>Waits until no other message is being sent.</summary>
    private void TakeTurn(Deadline deadline, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                ThrowIfOver();
                if (!_isSending)
                {
                    _isSending = true;
                    return;
                }

                _turn.Reset();
            }

            // Checked after the reset: cancellation sets the event.
            cancellation.ThrowIfCancellationRequested();
            if (!_turn.Wait(deadline))
            {
                throw new TimeoutException();
            }
        }
    }

    /// <summary>Sends a message of the thread whose turn it is, and ends its turn.</summary>
    private void Write<T>(Marshaller<T> marshaller, T message, Deadline deadline, CancellationToken cancellation)
    {
        (_encoded, _sent, _isStaging, _sendCancellation) = (0, 0, false, cancellation);
        bool isTaken = false;
        try
        {
            _framer.Write(marshaller, message, deadline);
            if (!_isStaging && TryOvercome(Obstacle.UnsentFrames, deadline) is Exception stopped)
            {
                Stage(0, stopped);
            }

            isTaken = true;
        }
        catch (Exception e) when (_sent > 0 && e is not (RpcException or StreamEndedException))
        {
            // The peer has a part of the message, and cannot get the rest.
            throw _isCancelled ? new OperationCanceledException() : Fail(e);
        }
        finally
        {
            EndTurn(isTaken);
        }
    }

    /// <summary>Goes on with a message whose deadline has passed: what was not encoded yet is encoded into the
    /// rest.</summary>
    /// <exception cref="Exception">Nothing was sent.</exception>
    private void Stage(int remaining, Exception stopped)
    {
        lock (_gate)
        {
            ThrowIfOver();
        }

        if (_sent == 0)
        {
            throw stopped;
        }

        MemoryHeadroom.Take(remaining, "The request");
        _isStaging = true;
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
            if (count == 0)
            {
                AwaitWritable(socket, deadline);
            }

            _frames.Consume(count);
            _sent += count;
        }
    }

    /// <summary>Waits for the socket. Only the end of the stream interrupts poll, so that cancellation is polled.</summary>
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
                _hasSent |= _sent > 0;
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

    /// <summary>Writes END_STREAM if no message is to come. Call with the lock.</summary>
    private void EndRequests()
    {
        if (_areRequestsComplete && !_isSending && _isConnected && !_stream.LocalEnded)
        {
            _session.EndData(_stream, 0, endStream: true);
        }
    }

    /// <summary>Call with the lock.</summary>
    private void ThrowIfOver()
    {
        if (_isCancelled)
        {
            throw new OperationCanceledException();
        }

        if (_isOver)
        {
            throw !HasUnread && Copy(_failure) is RpcException failure ? failure : new StreamEndedException();
        }
    }
}

/// <summary>Nothing can be sent on a stream: the peer has ended it.</summary>
internal sealed class StreamEndedException() : Exception("The peer has ended the stream.");
