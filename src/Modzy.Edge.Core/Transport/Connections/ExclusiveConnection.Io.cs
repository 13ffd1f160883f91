using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Sending and receiving on the calling thread.</summary>
internal sealed partial class ExclusiveConnection
{
    /// <summary>With less room than this in the buffer, sending comes before the next DATA frame.</summary>
    private const int MinDataRoom = 1024;

    /// <inheritdoc/>
    public void Reserve(int length) => _output.Reserve(length);

    /// <inheritdoc/>
    public int BeginData(int wanted, Deadline deadline)
    {
        while (true)
        {
            if (IsAnswered)
            {
                throw RequestStoppedException.Instance;
            }

            long window = _session.WindowOf(_stream);
            if (_output.DataRoom < MinDataRoom)
            {
                _session.UpdateWindows();
                Flush(deadline);

                // The peer may have reset the stream or updated its window by now.
                ReceiveAvailable();
                ThrowIfPast(deadline);
            }
            else if (window <= 0)
            {
                Exchange(deadline);
            }
            else
            {
                int limit = Math.Min(_output.DataRoom, _session.MaxFrameLength);
                return (int)Math.Min(Math.Min(window, limit), wanted);
            }
        }
    }

    /// <inheritdoc/>
    public Span<byte> Data(int start, int end) => _output.Data(start, end);

    /// <inheritdoc/>
    public void EndData(int length, bool endStream) => _session.EndData(_stream, length, endStream);

    /// <summary>Waits until the peer's MAX_CONCURRENT_STREAMS allows a stream, which is mostly at once.</summary>
    private void AwaitStream(ClientStream stream, Deadline deadline)
    {
        while (!_session.MayBegin && _session.CanBegin)
        {
            Exchange(deadline);
        }

        if (!_session.CanBegin)
        {
            stream.Refused = true;
            throw _session.GoAway is PeerGoAway goAway
                ? ConnectionException.Announced(goAway)
                : new ConnectionException("the connection has no stream identifiers left");
        }
    }

    private void AwaitResponse(Deadline deadline)
    {
        while (!IsAnswered)
        {
            Exchange(deadline);
        }
    }

    /// <summary>Ends the stream after a complete response.</summary>
    /// <returns>Whether the connection can be used again.</returns>
    private bool TryEndStream(ClientStream stream)
    {
        _isOpen = false;
        _session.End(stream);
        try
        {
            if (!_isBroken && !_socket.IsInterrupted && _session.CanBegin && TryFlush())
            {
                _output.Release();
                _socket.TrimBuffers();
                return true;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The response is complete; only the connection is lost.
        }

        return false;
    }

    /// <summary>Sends all of the buffer, and receives whenever the peer does not.</summary>
    private void Flush(Deadline deadline)
    {
        while (!TryFlush(deadline))
        {
            PollResult ready = _keepAlive is null
                ? _socket.Wait(forSending: true, deadline) : WaitAndCheck(_keepAlive, deadline);
            if (ready.CanReceive)
            {
                ReceiveAvailable();
                ThrowIfPast(deadline);
                if (IsAnswered)
                {
                    throw RequestStoppedException.Instance;
                }
            }
        }
    }

    /// <param name="deadline">Bounds what is received after the connection was lost; null to receive nothing.</param>
    private bool TryFlush(Deadline? deadline = null)
    {
        while (!_output.IsEmpty)
        {
            int count;
            try
            {
                count = _socket.TrySend(_output.Pending);
            }
            catch (ConnectionException) when (deadline is Deadline end)
            {
                // A server may respond to a request that it refuses, and close, before all of the request was sent.
                ReceiveRest(end);
                throw;
            }

            if (count == 0)
            {
                return false;
            }

            _output.Consume(count);
        }

        return true;
    }

    private void ReceiveRest(Deadline deadline)
    {
        while (!IsAnswered && ReceiveAvailable())
        {
            ThrowIfPast(deadline);
        }

        if (IsAnswered)
        {
            throw RequestStoppedException.Instance;
        }
    }

    private static void ThrowIfPast(Deadline deadline)
    {
        if (deadline.IsPast)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>
    /// Sends what is pending; if nothing is, waits for the peer and processes what it has sent. Call in a loop until
    /// the condition holds: it may hold after sending already.
    /// </summary>
    private void Exchange(Deadline deadline)
    {
        _session.UpdateWindows();
        if (!_output.IsEmpty)
        {
            Flush(deadline);
            return;
        }

        Take(_keepAlive is null ? Receive(deadline) : ReceiveAndCheck(_keepAlive, deadline));
        if (!IsAnswered)
        {
            // The deadline holds for a peer that never stops sending, too.
            ThrowIfPast(deadline);
        }
    }

    private int Receive(Deadline deadline) => _busyPoll is null
        ? _socket.Receive(_input.Free, deadline)
        : _busyPoll.Receive(_socket, _input.Free, deadline);

    /// <summary>Receives, and checks the peer when it has sent nothing for a while.</summary>
    /// <returns>How many bytes; 0 if there may be something to send.</returns>
    private int ReceiveAndCheck(KeepAlive keepAlive, Deadline deadline)
    {
        try
        {
            return Receive(Deadline.Earlier(deadline, keepAlive.Next));
        }
        catch (TimeoutException) when (!deadline.IsPast)
        {
            keepAlive.Check(hasCalls: true);
            return 0;
        }
    }

    /// <summary>Waits for the socket, and checks the peer when it has sent nothing for a while.</summary>
    private PollResult WaitAndCheck(KeepAlive keepAlive, Deadline deadline)
    {
        try
        {
            return _socket.Wait(forSending: true, Deadline.Earlier(deadline, keepAlive.Next));
        }
        catch (TimeoutException) when (!deadline.IsPast)
        {
            keepAlive.Check(hasCalls: true);
            return default;
        }
    }

    private bool ReceiveAvailable()
    {
        int count = _socket.TryReceive(_input.Free);
        Take(count);
        return count > 0;
    }

    private void Take(int count)
    {
        if (count > 0)
        {
            _keepAlive?.OnReceived();
        }

        try
        {
            _session.Take(count);
        }
        catch (Exception e) when (IsAnswered && e is (Http2Exception or HpackException))
        {
            // The violation followed a complete response, which stays valid.
            _isBroken = true;
        }
    }

    /// <summary>
    /// Leaves the serialization of a request whose response is complete. It is caught in
    /// <see cref="Call{TMessage, TReply}"/>.
    /// </summary>
    private sealed class RequestStoppedException : Exception
    {
        public static RequestStoppedException Instance { get; } = new();
    }
}
