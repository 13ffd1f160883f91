using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Http2;

internal sealed partial class Http2Connection
{
    /// <summary>A DATA frame is not begun for less room than this: it is better to send first.</summary>
    private const int LeastDataRoom = 1024;

    private long _sendWindow = 65_535;
    private long _requestEnd;

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

            long window = Math.Min(_sendWindow, _stream.SendWindow);
            if (_output.DataRoom < LeastDataRoom)
            {
                ReopenWindows();
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
                int limit = Math.Min(_output.DataRoom, _peer.MaxFrameLength);
                return (int)Math.Min(Math.Min(window, limit), wanted);
            }
        }
    }

    /// <summary>A part of the DATA frame that was begun.</summary>
    public Span<byte> Data(int start, int end) => _output.Data(start, end);

    /// <summary>Ends the DATA frame that was begun.</summary>
    public void EndData(int length, bool endStream)
    {
        _output.EndData(length, _stream.Id, endStream);
        _sendWindow -= length;
        _stream.SendWindow -= length;
        _stream.LocalEnded = endStream;
        _requestEnd = _output.Written;
    }

    /// <summary>A block longer than the peer's frames takes several, and nothing may come between them.</summary>
    private void WriteHeaders(ReadOnlySpan<byte> block)
    {
        FrameType type = FrameType.Headers;
        do
        {
            ReadOnlySpan<byte> fragment = block[..Math.Min(block.Length, _peer.MaxFrameLength)];
            block = block[fragment.Length..];
            _output.WriteFrame(type, block.IsEmpty ? FrameFlags.EndHeaders : FrameFlags.None, _stream.Id, fragment);
            type = FrameType.Continuation;
        }
        while (!block.IsEmpty);
    }

    /// <summary>Sends all that is in the buffer, and takes what the peer sends while it cannot receive.</summary>
    private void Flush(Deadline deadline)
    {
        while (!TryFlush())
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

    private bool TryFlush()
    {
        while (!_output.IsEmpty)
        {
            int count;
            try
            {
                count = _socket.TrySend(_output.Pending);
            }
            catch (ConnectionException)
            {
                // A peer that refuses a message may answer and close before all of it is sent.
                ReceiveRest();
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

    private void ReceiveRest()
    {
        while (!IsAnswered && ReceiveAvailable())
        {
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
}
