using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Http2;

internal sealed partial class Http2Connection
{
    private readonly FrameFlood _flood = new();
    private readonly HeaderBlock _headerBlock = new();
    private int _received;
    private bool _greeted;
    private bool _goingAway;

    /// <summary>
    /// Sends what is pending; if there is nothing, waits for the peer and takes what it has sent. To be called until what
    /// is waited for is there, which it may be already after the sending.
    /// </summary>
    private void Exchange(Deadline deadline)
    {
        ReopenWindows();
        if (!_output.IsEmpty)
        {
            Flush(deadline);
            return;
        }

        Take(_socket.Receive(_input.Free, deadline));
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
        _input.Received(count);
        if (!_greeted)
        {
            Greeting.Check(_input.Waiting);
        }

        while (_input.TryTake(out FrameHeader header, out ReadOnlySpan<byte> payload))
        {
            Process(header, payload);
        }
    }

    private void Process(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        _greeted |= header.Type == FrameType.Settings && !header.IsAcknowledgement;

        // A server that is about to stop may have no other word for a new connection than good-bye.
        if (!_greeted && header.Type != FrameType.GoAway)
        {
            throw Http2Exception.Protocol("the peer does not begin with its settings, as HTTP/2 requires");
        }

        if (_headerBlock.StreamId != 0 && (header.Type != FrameType.Continuation || header.StreamId != _headerBlock.StreamId))
        {
            throw Http2Exception.Protocol("the peer sends another frame in the middle of a header block");
        }

        switch (header.Type)
        {
            case FrameType.Data:
                OnData(header, payload);
                break;
            case FrameType.Headers:
                OnHeaders(header, payload);
                break;
            case FrameType.Continuation:
                OnContinuation(header, payload);
                break;
            case FrameType.ResetStream:
                OnResetStream(header, payload);
                break;
            case FrameType.Settings:
                OnSettings(header, payload);
                break;
            case FrameType.Ping:
                OnPing(header, payload);
                break;
            case FrameType.GoAway:
                OnGoAway(header, payload);
                break;
            case FrameType.WindowUpdate:
                OnWindowUpdate(header, payload);
                break;
            case FrameType.PushPromise:
                throw Http2Exception.Protocol("the peer pushes, which the client has forbidden");
            default:
                // PRIORITY means nothing to a client; what is not known is to be ignored.
                _flood.Count();
                break;
        }
    }
}
