using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>The reader thread, and taking messages from what it has received.</summary>
/// <remarks>
/// The reader thread stores DATA as it comes. The windows do not include what is stored, so that the peer stops when
/// nobody receives: at most a window is stored. The receiving thread cuts it into messages.
/// </remarks>
internal sealed partial class StreamConnection
{
    /// <summary>A receiver of a large message is woken when as much of it is there, not for each frame.</summary>
    private const int MaxAwaited = ClientPreface.Window / 4;

    /// <summary>How long the reader waits for writability, in place of data, before it looks again.</summary>
    private static readonly TimeSpan _flushTime = TimeSpan.FromSeconds(1);

    private readonly FutexEvent _received = new();
    private readonly MessageDeframer _deframer = new();
    private readonly ResponseContext _responseContext;

    /// <summary>How many bytes the receiver waits for.</summary>
    private int _awaited = int.MaxValue;

    /// <summary>How the peer violated HTTP/2 after a complete response; null if it did not.</summary>
    private Exception? _violation;

    /// <summary>The asynchronous receiver that waits; null if none does.</summary>
    private TaskCompletionSource? _arrival;

    /// <summary>Whether the receiver was told that no other message will come.</summary>
    private bool _isDrained;

    private bool HasUnread => !_isDrained && (_response.Unread.Count > 0 || _deframer.HasBegun);

    /// <summary>Waits for the next message. One thread may receive at a time.</summary>
    /// <param name="marshaller">Deserializes it.</param>
    /// <param name="deadline">Bounds the wait.</param>
    /// <returns>The message; null after the last one.</returns>
    /// <exception cref="RpcException">The stream has failed.</exception>
    /// <exception cref="TimeoutException">The deadline has passed; the stream goes on.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled, or a signal interrupted the
    /// wait.</exception>
    public T? Receive<T>(Marshaller<T> marshaller, Deadline deadline)
        where T : class
    {
        Deadline end = Deadline.Earlier(deadline, _limits.Deadline);
        bool isOver;
        while (!TryTake(isAsync: false, out isOver) && !isOver)
        {
            if (!_received.Wait(end))
            {
                throw Late(deadline);
            }
        }

        return isOver ? null : Deserialize(marshaller);
    }

    /// <inheritdoc cref="Receive"/>
    public async ValueTask<T?> ReceiveAsync<T>(
        Marshaller<T> marshaller, Deadline deadline, CancellationToken cancellation)
        where T : class
    {
        Deadline end = Deadline.Earlier(deadline, _limits.Deadline);
        bool isOver;
        while (!TryTake(isAsync: true, out isOver, out Task? arrival) && !isOver)
        {
            try
            {
                await arrival!.WaitAsync(end.WaitTime, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw Late(deadline);
            }
        }

        return isOver ? null : Deserialize(marshaller);
    }

    private bool TryTake(bool isAsync, out bool isOver) => TryTake(isAsync, out isOver, out _);

    /// <summary>Moves what was received to the deframer, up to the end of the present message.</summary>
    /// <param name="isAsync">Whether the caller waits for a task.</param>
    /// <param name="isOver">Whether there is no other message.</param>
    /// <param name="arrival">Completes when there is more; null if the caller waits for the event.</param>
    /// <returns>Whether it is complete; otherwise, unless the stream is over, the caller has to wait.</returns>
    private bool TryTake(bool isAsync, out bool isOver, out Task? arrival)
    {
        ResponseException? malformed = null;
        arrival = null;
        isOver = false;
        lock (_gate)
        {
            if (_isCancelled)
            {
                throw new OperationCanceledException();
            }

            bool takes = _response.Unread.Count > 0;
            while (!_isDrained && malformed is null && _deframer.Missing > 0 && _response.Unread.Count > 0)
            {
                ReadOnlySpan<byte> next = _response.Unread.First;
                int count = Math.Min(_deframer.Missing, next.Length);
                malformed = _deframer.Take(next[..count]);
                _response.Unread.Consume(count);
            }

            if (takes && _isConnected)
            {
                _session.UpdateWindows(_response.Unread.Count);
                SendControl();
            }

            if (malformed is null)
            {
                if (!_isDrained && _deframer.Missing == 0)
                {
                    return true;
                }

                if (!_isOver)
                {
                    _awaited = Math.Min(_deframer.Missing, MaxAwaited);
                    _received.Reset();
                    arrival = isAsync ? (_arrival ??= new TaskCompletionSource(
                        TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;
                    return false;
                }

                _isDrained = true;
                if (_failure is not null)
                {
                    throw Copy(_failure)!;
                }

                // A message that is incomplete at the end of the stream.
                malformed = _deframer.HasBegun ? _deframer.End(_response.Encoding, _limits.Deadline) : null;
            }
        }

        isOver = malformed is null ? true : throw Fail(malformed);
        return false;
    }

    private T Deserialize<T>(Marshaller<T> marshaller)
    {
        try
        {
            return _deframer.End(_response.Encoding, _limits.Deadline) is ResponseException malformed
                ? throw malformed
                : marshaller.ContextualDeserializer(_responseContext);
        }
        catch (Exception e)
        {
            throw Fail(e);
        }
        finally
        {
            _deframer.Begin(_limits.MaxReceiveBytes, _limits.Deadline);
        }
    }

    /// <summary>
    /// The exception of a wait that took too long; the stream fails if its own deadline was the earlier one. Timers can
    /// end a little before.
    /// </summary>
    private Exception Late(Deadline deadline) =>
        _limits.Deadline.IsBefore(deadline) || _limits.Deadline.IsPast
            ? Fail(new TimeoutException()) : new TimeoutException();

    /// <summary>Receives on the reader thread, for a second at most, and wakes those who wait.</summary>
    /// <returns>Whether the stream has ended.</returns>
    private bool Receive()
    {
        int count = _hasUnsentControl ? ReceiveOrSend() : _socket.ReceiveForAWhile(_session.Input.Free);
        TaskCompletionSource? arrival = null;
        bool wakesSender = false;
        bool wakesReceiver = false;
        lock (_gate)
        {
            if (count > 0)
            {
                _connection!.KeepAlive?.OnReceived();
                Take(count);
            }
            else if (_sendingFailure is not null)
            {
                throw _sendingFailure;
            }

            if (_stream.IsAnswered)
            {
                return true;
            }

            _connection!.KeepAlive?.Check(hasCalls: true);
            SendControl();
            if (_awaitsWindow && _session.WindowOf(_stream) > 0)
            {
                _awaitsWindow = false;
                wakesSender = _window.Set();
            }

            if (_response.Unread.Count >= _awaited)
            {
                _awaited = int.MaxValue;
                wakesReceiver = _received.Set();
                (arrival, _arrival) = (_arrival, null);
            }
        }

        if (wakesSender)
        {
            _window.Wake();
        }

        if (wakesReceiver)
        {
            _received.Wake();
        }

        arrival?.SetResult();
        return false;
    }

    /// <summary>Waits until something can be received, or what is left of control frames can be sent.</summary>
    private int ReceiveOrSend()
    {
        try
        {
            _socket.Wait(forSending: true, Deadline.After(_flushTime));
        }
        catch (TimeoutException)
        {
            // The peer reads nothing.
        }

        return _socket.TryReceive(_session.Input.Free);
    }

    private void Take(int count)
    {
        try
        {
            _session.Take(count);
            _session.UpdateWindows(_response.Unread.Count);
        }
        catch (Exception e) when (_stream.IsAnswered && e is (Http2Exception or HpackException))
        {
            // The violation followed a complete response, which stays valid.
            _violation = e;
        }
    }
}
