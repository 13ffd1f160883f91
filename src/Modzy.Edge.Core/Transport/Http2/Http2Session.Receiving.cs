using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

internal sealed partial class Http2Session
{
    private readonly FloodGuard _flood = new();
    private readonly HeaderBlock _headerBlock = new();
    private int _received;
    private bool _greeted;

    /// <summary>With what the peer has announced the end of the connection; null if it has not.</summary>
    public PeerGoAway? GoAway { get; private set; }

    /// <summary>Takes bytes of the peer, which are in <see cref="Input"/>.</summary>
    /// <param name="count">How many have come.</param>
    /// <exception cref="Http2Exception">The peer violates HTTP/2.</exception>
    /// <exception cref="HpackException">The same, in a header block.</exception>
    public void Take(int count)
    {
        Input.Received(count);
        if (!_greeted)
        {
            ProtocolSniffer.Check(Input.Waiting);
        }

        while (Input.TryTake(out FrameHeader header, out ReadOnlySpan<byte> payload))
        {
            Process(header, payload);
        }
    }

    /// <summary>
    /// Lets the peer send more. To be called before all else is sent, not as data comes: a peer that does not take what is
    /// sent to it, this included, may send no more than the window.
    /// </summary>
    public void UpdateWindows()
    {
        if (_received >= ClientPreface.Window / 2)
        {
            Output.WriteFrame(FrameType.WindowUpdate, 0, (uint)_received);
            _received = 0;
        }

        foreach (ClientStream stream in _streams)
        {
            if (stream.Received >= ClientPreface.Window / 2 && !stream.RemoteEnded)
            {
                Output.WriteFrame(FrameType.WindowUpdate, stream.Id, (uint)stream.Received);
                stream.Received = 0;
            }
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

        try
        {
            Dispatch(header, payload);
        }
        catch (Http2Exception e) when (e.IsStreamError)
        {
            Fail(header.StreamId, e);
        }
    }

    /// <summary>Resets a stream on which the peer did what it must not. The others go on.</summary>
    private void Fail(int streamId, Http2Exception violation)
    {
        if (Find(streamId) is ClientStream stream)
        {
            stream.Violation = violation;
            stream.RemoteEnded = true;
            Output.WriteFrame(FrameType.ResetStream, streamId, (uint)violation.Error);
        }
    }

    private void Dispatch(FrameHeader header, ReadOnlySpan<byte> payload)
    {
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
                _flood.Count(payload.Length);
                break;
        }
    }
}
