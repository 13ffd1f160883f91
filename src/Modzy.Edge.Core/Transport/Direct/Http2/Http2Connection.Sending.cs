using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Http2;

internal sealed partial class Http2Connection
{
    /// <summary>A DATA frame is not begun for less room than this: it is better to send first.</summary>
    private const int LeastDataRoom = 1024;

    /// <summary>Prepares for a message.</summary>
    public void ExpectData(int length) => _output.Reserve(length);

    /// <summary>Waits until a DATA frame can be begun, and returns how long it can be, which is never 0.</summary>
    /// <param name="wanted">What is still to be written, at least 1.</param>
    /// <param name="deadline">Bounds the wait.</param>
    /// <exception cref="RequestStoppedException">The answer is there already.</exception>
    public int BeginData(int wanted, Deadline deadline)
    {
        while (true)
        {
            if (IsAnswered)
            {
                throw RequestStoppedException.Instance;
            }

            long window = _session.WindowOf(_stream);
            if (_output.DataRoom < LeastDataRoom)
            {
                _session.ReopenWindows();
                Flush(deadline);

                // The peer may have refused the message by now, or opened its window.
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

    /// <summary>A part of the DATA frame that was begun.</summary>
    public Span<byte> Data(int start, int end) => _output.Data(start, end);

    /// <summary>Ends the DATA frame that was begun.</summary>
    public void EndData(int length, bool endStream) => _session.EndData(_stream, length, endStream);

    /// <summary>Sends all that is in the buffer, and takes what the peer sends while it cannot receive.</summary>
    private void Flush(Deadline deadline)
    {
        while (!TryFlush(deadline))
        {
            PollResult ready = _socket.Wait(forSending: true, deadline);
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

    /// <param name="deadline">Bounds what is received if the connection is lost; null to receive nothing then.</param>
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
                // A peer that refuses a message may answer and close before all of it is sent.
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
    /// Sends what is pending; if there is nothing, waits for the peer and takes what it has sent. To be called until what
    /// is waited for is there, which it may be already after the sending.
    /// </summary>
    private void Exchange(Deadline deadline)
    {
        _session.ReopenWindows();
        if (!_output.IsEmpty)
        {
            Flush(deadline);
            return;
        }

        Take(_busyPoll is null
            ? _socket.Receive(_input.Free, deadline)
            : _busyPoll.Receive(_socket, _input.Free, deadline));
        if (!IsAnswered)
        {
            // A peer that never stops sending must not outlast the deadline.
            ThrowIfPast(deadline);
        }
    }

    /// <summary>Takes what has come already.</summary>
    private bool ReceiveAvailable()
    {
        int count = _socket.TryReceive(_input.Free);
        Take(count);
        return count > 0;
    }

    private void Take(int count)
    {
        try
        {
            _session.Take(count);
        }
        catch (Exception e) when (IsAnswered && e is (Http2Exception or HpackException))
        {
            // It came behind the answer, which is whole.
            _isBroken = true;
        }
    }
}
