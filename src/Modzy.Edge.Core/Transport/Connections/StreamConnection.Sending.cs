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
    private readonly MessageFramer _framer;
    private readonly SendBuffer _frames = new();
    private ByteQueue _rest = new();

    /// <summary>Set when the message before was sent, and when the stream is over.</summary>
    private readonly FutexEvent _turn = new();

    /// <summary>Whether the stream is open on its connection.</summary>
    private bool _isConnected;

    /// <summary>Whether a message is being sent, its rest included.</summary>
    private bool _isSending;

    /// <summary>Whether anything of any message was sent.</summary>
    private bool _hasSent;
    private bool _areRequestsComplete;

    // The message that is being sent: how much was encoded into frames, whether anything of these was sent, or
    // encrypted by TLS, and whether the remainder is encoded into the rest. They belong to the sending thread.
    private int _encoded;
    private bool _hasLeft;
    private bool _isStaging;
    private CancellationToken _sendCancellation;

    /// <summary>Sends a message. One thread may send at a time.</summary>
    /// <param name="marshaller">Serializes it, on this thread.</param>
    /// <param name="message">The message. It is not read any more when this returns.</param>
    /// <param name="deadline">Bounds the wait until the peer takes the message. When it passes while the message
    /// leaves, the rest is kept and sent later.</param>
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
                if (FindObstacle() is not Obstacle found)
                {
                    _hasUnsentData = true;
                    long window = Math.Min(_session.WindowOf(_stream), wanted);
                    return (int)Math.Min(window, Math.Min(_frames.DataRoom, _session.MaxFrameLength));
                }

                obstacle = found;
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
                if (!_isSending && _offered is null)
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
        (_encoded, _hasLeft, _isStaging, _sendCancellation) = (0, false, false, cancellation);
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
        catch (Exception e) when (_hasLeft && e is not (RpcException or StreamEndedException))
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

        if (!_hasLeft)
        {
            throw stopped;
        }

        MemoryHeadroom.Take(remaining, "The request");
        _isStaging = true;
    }

    /// <summary>Writes END_STREAM if no message is to come. Call with the lock.</summary>
    private void EndRequests()
    {
        if (_areRequestsComplete && !_isSending && _offered is null && _isConnected && !_stream.LocalEnded)
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
