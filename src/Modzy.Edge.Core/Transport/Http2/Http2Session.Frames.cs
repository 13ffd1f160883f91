using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Http2;

internal sealed partial class Http2Session
{
    private void OnData(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        ClientStream? stream = Find(header);
        ReadOnlySpan<byte> data = header.WithoutPadding(payload);
        if (stream is null || (data.IsEmpty && !header.EndStream))
        {
            _flood.Count(length: 0);
        }

        // Padding counts, and so does what comes for a stream that is over.
        _received += payload.Length;
        if (stream is not null)
        {
            stream.Received += payload.Length;
        }

        const string tooMuch = "the peer sends more than the window allows";
        if (_received > ClientPreface.Window)
        {
            throw new Http2Exception(Http2Error.FlowControlError, tooMuch);
        }

        if (stream?.Received > ClientPreface.Window)
        {
            throw Http2Exception.Stream(Http2Error.FlowControlError, tooMuch);
        }

        if (stream is not null)
        {
            stream.Receiver.OnData(data);
            stream.RemoteEnded = header.EndStream;
        }
    }

    private void OnHeaders(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        const int priority = 5;
        Find(header);
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

    /// <summary>Every block is decoded, also that of a stream that is over: those after it depend on it.</summary>
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
    }

    private void OnResetStream(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckSize(header, payload, 4);
        if (Find(header) is ClientStream stream)
        {
            stream.Reset = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload);
            stream.Refused = stream.Reset == Http2Error.RefusedStream;
            stream.RemoteEnded = true;
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
        foreach (ClientStream stream in _streams)
        {
            stream.SendWindow = Enlarge(stream.SendWindow, _peer.InitialWindow - window, isStreamError: false);
        }

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
            }
        }
    }

    private void OnWindowUpdate(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckSize(header, payload, 4);
        int increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        CountUnlessEarned(increment);
        bool isStreamError = header.StreamId != 0;
        ClientStream? stream = isStreamError ? Find(header) : null;
        if (increment == 0)
        {
            throw new Http2Exception(Http2Error.ProtocolError, "a WINDOW_UPDATE frame has an increment of 0", isStreamError);
        }

        if (!isStreamError)
        {
            _sendWindow = Enlarge(_sendWindow, increment, isStreamError);
        }
        else if (stream is not null)
        {
            stream.SendWindow = Enlarge(stream.SendWindow, increment, isStreamError);
        }
    }

    /// <summary>A WINDOW_UPDATE that gives back what was sent serves a call, unless it does so in crumbs.</summary>
    private void CountUnlessEarned(int increment)
    {
        const int crumb = 512;
        if (increment >= crumb && increment <= _returnable)
        {
            _returnable -= increment;
        }
        else
        {
            _flood.Count(length: 0);
        }
    }

    private static long Enlarge(long window, int change, bool isStreamError) => window + change <= int.MaxValue
        ? window + change
        : throw new Http2Exception(
            Http2Error.FlowControlError, $"a flow-control window exceeds {int.MaxValue} bytes", isStreamError);

    /// <summary>The stream that a frame is for; null if it is over: frames for it come late and count for nothing.</summary>
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
        foreach (ClientStream stream in _streams)
        {
            if (stream.Id == streamId)
            {
                return stream.RemoteEnded ? null : stream;
            }
        }

        return null;
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
