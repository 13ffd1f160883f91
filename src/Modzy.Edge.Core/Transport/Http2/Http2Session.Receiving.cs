using System.Buffers.Binary;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Http2;

/// <summary>Processes the frames of the peer.</summary>
internal sealed partial class Http2Session
{
    private readonly FloodGuard _flood = new();
    private readonly HeaderBlock _headerBlock = new();
    private bool _hasSettings;

    /// <summary>A linked list: receiving must not allocate.</summary>
    private ClientStream? _firstAnswered;
    private ClientStream? _lastAnswered;

    /// <summary>The GOAWAY that the peer has sent; null if it has not.</summary>
    public PeerGoAway? GoAway { get; private set; }

    /// <summary>
    /// Whether the loss of the connection proves that the peer has processed nothing: it has not accepted the client's
    /// certificate, and begun no HTTP/2. In TLS 1.3 the client sends requests before it learns that.
    /// </summary>
    public bool IsUnprocessed(ConnectionException loss) => !_hasSettings && loss.Fault == ConnectionFault.Untrusted;

    /// <summary>
    /// The next stream whose outcome has become known, in the order in which it has; null if there is none. A session
    /// with several streams must take them before it ends any.
    /// </summary>
    public ClientStream? TakeAnswered()
    {
        ClientStream? taken = _firstAnswered;
        _firstAnswered = taken?.NextAnswered;
        taken?.NextAnswered = null;
        return taken;
    }

    /// <summary>Processes received bytes, which are in <see cref="Input"/>.</summary>
    /// <param name="count">How many were received.</param>
    /// <exception cref="Http2Exception">The peer violates HTTP/2.</exception>
    /// <exception cref="HpackException">A header block is malformed.</exception>
    public void Take(int count)
    {
        Input.Received(count);
        if (!_hasSettings)
        {
            ProtocolSniffer.Check(Input.Waiting);
        }

        while (Input.TryTake(out FrameHeader header, out ReadOnlySpan<byte> payload))
        {
            Process(header, payload);
        }
    }

    private void Process(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        _hasSettings |= header.Type == FrameType.Settings && !header.IsAcknowledgement;

        // A server that shuts down may send GOAWAY as the first frame.
        if (!_hasSettings && header.Type != FrameType.GoAway)
        {
            throw Http2Exception.Protocol("the peer does not begin with its settings, as HTTP/2 requires");
        }

        if (_headerBlock.StreamId != 0
            && (header.Type != FrameType.Continuation || header.StreamId != _headerBlock.StreamId))
        {
            throw Http2Exception.Protocol("the peer sends another frame in the middle of a header block");
        }

        try
        {
            Dispatch(header, payload);
        }
        catch (Http2Exception e) when (e.IsStreamError)
        {
            ResetStream(header.StreamId, e);
        }
    }

    /// <summary>Handles a stream error (RFC 9113, section 5.4.2).</summary>
    private void ResetStream(int streamId, Http2Exception violation)
    {
        if (Find(streamId) is ClientStream stream)
        {
            stream.Violation = violation;
            stream.RemoteEnded = true;
            List(stream);
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
                throw Http2Exception.Protocol("the peer sends PUSH_PROMISE, which the client's settings forbid");
            default:
                // PRIORITY is deprecated; frames of unknown types are ignored (section 4.1).
                _flood.Count(payload.Length);
                break;
        }
    }

    private void OnData(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        ClientStream? stream = Find(header);
        Pings = 0;
        ReadOnlySpan<byte> data = header.WithoutPadding(payload);
        if (stream is null || (data.IsEmpty && !header.EndStream))
        {
            _flood.Count(length: 0);
        }

        TakeFromReceiveWindows(stream, payload.Length);
        if (stream is not null)
        {
            stream.Receiver.OnData(data);
            stream.RemoteEnded = header.EndStream;
            List(stream);
        }
    }

    private void OnHeaders(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        const int priority = 5;
        Find(header);
        Pings = 0;
        ReadOnlySpan<byte> fragment = header.WithoutPadding(payload);
        if ((header.Flags & FrameFlags.Priority) != 0)
        {
            fragment = fragment.Length >= priority
                ? fragment[priority..]
                : throw Http2Exception.FrameSize(header.Type);
        }

        if (header.EndHeaders)
        {
            Decode(header.StreamId, fragment, header.EndStream);
        }
        else
        {
            _headerBlock.Begin(header, fragment, isNeeded: !_hpack.IsStateless);
        }
    }

    private void OnContinuation(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_headerBlock.StreamId == 0)
        {
            throw Http2Exception.Protocol("the peer continues a header block that it has not begun");
        }

        _headerBlock.Add(payload, isNeeded: !_hpack.IsStateless);
        if (!header.EndHeaders)
        {
            return;
        }

        try
        {
            if (_headerBlock.IsDropped)
            {
                throw Http2Exception.Malformed($"a header block is larger than {ClientPreface.MaxHeaderListBytes} bytes");
            }

            Decode(header.StreamId, _headerBlock.Bytes, _headerBlock.EndStream);
        }
        finally
        {
            _headerBlock.End();
        }
    }

    /// <summary>
    /// Decodes a header block, also that of a closed stream: later blocks depend on the dynamic table.
    /// </summary>
    private void Decode(int streamId, ReadOnlySpan<byte> block, bool endStream)
    {
        if (Find(streamId) is not ClientStream stream)
        {
            _flood.Count(block.Length);
            _hpack.DecodeAndDiscard(block);
            return;
        }

        stream.Receiver.OnHeaders(block, endStream, _hpack);
        stream.RemoteEnded = endStream;
        List(stream);
    }

    private void OnResetStream(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckSize(header, payload, 4);
        if (Find(header) is ClientStream stream)
        {
            stream.Reset = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload);
            stream.Refused = stream.Reset == Http2Error.RefusedStream;
            stream.RemoteEnded = true;
            List(stream);
        }
        else
        {
            _flood.Count(payload.Length);
        }
    }

    private void OnSettings(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckConnectionFrame(header);
        _flood.Count(payload.Length);
        if (header.IsAcknowledgement)
        {
            CheckSize(header, payload, 0);
            _hpack.LimitTable(0);
            return;
        }

        int window = _peer.InitialWindow;
        _peer.Apply(payload);
        ChangeInitialWindow(_peer.InitialWindow - window);
        Output.WriteFrame(FrameType.Settings, FrameFlags.Acknowledgement, 0, []);
    }

    private void OnPing(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckConnectionFrame(header);
        CheckSize(header, payload, 8);
        _flood.Count(payload.Length);
        if (!header.IsAcknowledgement)
        {
            Output.WriteFrame(FrameType.Ping, FrameFlags.Acknowledgement, 0, payload);
        }
    }

    private void OnGoAway(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckConnectionFrame(header);
        if (payload.Length < 8)
        {
            throw Http2Exception.FrameSize(header.Type);
        }

        _flood.Count(payload.Length);
        GoAway = PeerGoAway.Read((Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]), payload[8..]);
        int lastStreamId = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        foreach (ClientStream stream in _streams)
        {
            if (!stream.RemoteEnded && stream.Id > lastStreamId)
            {
                stream.Refused = true;
                stream.GoAway = GoAway;
                stream.RemoteEnded = true;
                List(stream);
            }
        }
    }

    /// <summary>
    /// The open stream that a frame belongs to; null if it is closed already, because frames can arrive late.
    /// </summary>
    private ClientStream? Find(FrameHeader header)
    {
        if (header.StreamId == 0 || header.StreamId % 2 == 0 || header.StreamId > _lastStreamId)
        {
            throw Http2Exception.Protocol($"the peer sends a {header.Type} frame on a stream that does not exist");
        }

        return Find(header.StreamId);
    }

    private ClientStream? Find(int streamId)
    {
        int index = IndexOf(streamId);
        return index < 0 || _streams[index].RemoteEnded ? null : _streams[index];
    }

    /// <summary>The index of an open stream, by binary search; negative if no stream has the identifier.</summary>
    private int IndexOf(int streamId)
    {
        int first = 0, last = _streams.Count - 1;
        while (first <= last)
        {
            int middle = (first + last) / 2;
            int id = _streams[middle].Id;
            if (id == streamId)
            {
                return middle;
            }

            if (id < streamId)
            {
                first = middle + 1;
            }
            else
            {
                last = middle - 1;
            }
        }

        return -1;
    }

    /// <summary>Lists a stream for <see cref="TakeAnswered"/> once its outcome is known.</summary>
    private void List(ClientStream stream)
    {
        if (stream.IsListed || !stream.IsAnswered)
        {
            return;
        }

        stream.IsListed = true;
        if (_firstAnswered is null)
        {
            _firstAnswered = stream;
        }
        else
        {
            _lastAnswered!.NextAnswered = stream;
        }

        _lastAnswered = stream;
    }

    private static void CheckConnectionFrame(FrameHeader header)
    {
        if (header.StreamId != 0)
        {
            throw Http2Exception.Protocol($"the peer sends a {header.Type} frame on a stream");
        }
    }

    private static void CheckSize(FrameHeader header, ReadOnlySpan<byte> payload, int size)
    {
        if (payload.Length != size)
        {
            throw Http2Exception.FrameSize(header.Type);
        }
    }
}
