using System.Buffers.Binary;
using Modzy.Edge.Transport.Direct.Hpack;

namespace Modzy.Edge.Transport.Direct.Http2;

internal sealed partial class Http2Connection
{
    private void OnData(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        bool current = IsCurrent(header);
        ReadOnlySpan<byte> data = header.WithoutPadding(payload);
        if (data.IsEmpty && !header.EndStream)
        {
            _flood.Count();
        }

        // Padding counts, and so does what comes for a stream that is over.
        _received += payload.Length;
        _stream.Received += current ? payload.Length : 0;
        if (_received > Preface.Window || _stream.Received > Preface.Window)
        {
            throw new Http2Exception(Http2Error.FlowControlError, "the peer sends more than the window allows");
        }

        if (current)
        {
            _receiver?.OnData(data);
            _stream.RemoteEnded = header.EndStream;
        }
    }

    /// <summary>
    /// Called before all else is sent, not as data comes: a peer that does not take what is sent to it, this included, may
    /// send no more than the window.
    /// </summary>
    private void ReopenWindows()
    {
        if (_received >= Preface.Window / 2)
        {
            _output.WriteFrame(FrameType.WindowUpdate, 0, (uint)_received);
            _received = 0;
        }

        if (_stream.IsOpen && _stream.Received >= Preface.Window / 2)
        {
            _output.WriteFrame(FrameType.WindowUpdate, _stream.Id, (uint)_stream.Received);
            _stream.Received = 0;
        }
    }

    private void OnHeaders(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        const int priority = 5;
        IsCurrent(header);
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
            _headerBlock.Begin(header, fragment);
        }
    }

    private void OnContinuation(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_headerBlock.StreamId == 0)
        {
            throw Http2Exception.Protocol("the peer continues a header block that it has not begun");
        }

        _headerBlock.Add(payload);
        if (header.EndHeaders)
        {
            Decode(_headerBlock.StreamId, _headerBlock.Bytes, _headerBlock.EndStream);
            _headerBlock.End();
        }
    }

    /// <summary>Every block is decoded, also that of a stream that is over: those after it depend on it.</summary>
    private void Decode(int streamId, ReadOnlySpan<byte> block, bool endStream)
    {
        if (streamId != _stream.Id || !_stream.IsOpen || _receiver is null)
        {
            _flood.Count();
            _hpack.Decode(block, NoHeaders.Instance);
            return;
        }

        _receiver.OnHeadersBegin(endStream);
        _hpack.Decode(block, _receiver);
        _receiver.OnHeadersEnd(endStream);
        _stream.RemoteEnded = endStream;
    }

    private void OnResetStream(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckSize(header, payload, 4);
        if (IsCurrent(header))
        {
            _stream.Reset = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(payload);
            _stream.Refused = _stream.Reset == Http2Error.RefusedStream;
            _stream.RemoteEnded = true;
        }
        else
        {
            _flood.Count();
        }
    }

    private void OnSettings(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckConnectionFrame(header);
        _flood.Count();
        if (header.IsAcknowledgement)
        {
            CheckSize(header, payload, 0);
            _hpack.LimitTable(0);
            return;
        }

        int window = _peer.InitialWindow;
        _peer.Apply(payload);
        if (_stream.IsOpen)
        {
            _stream.SendWindow = Enlarge(_stream.SendWindow, _peer.InitialWindow - window);
        }

        _output.WriteFrame(FrameType.Settings, FrameFlags.Acknowledgement, 0, []);
    }

    private void OnPing(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckConnectionFrame(header);
        CheckSize(header, payload, 8);
        _flood.Count();
        if (!header.IsAcknowledgement)
        {
            _output.WriteFrame(FrameType.Ping, FrameFlags.Acknowledgement, 0, payload);
        }
    }

    private void OnGoAway(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckConnectionFrame(header);
        if (payload.Length < 8)
        {
            throw Http2Exception.FrameSize(header.Type);
        }

        _flood.Count();
        _goingAway = true;
        int lastStreamId = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (_stream.IsOpen && _stream.Id > lastStreamId)
        {
            _stream.Refused = true;
            _stream.RemoteEnded = true;
        }
    }

    private void OnWindowUpdate(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckSize(header, payload, 4);
        int increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (increment == 0)
        {
            throw Http2Exception.Protocol("the peer opens its window by nothing");
        }

        if (header.StreamId == 0)
        {
            _sendWindow = Enlarge(_sendWindow, increment);
        }
        else if (IsCurrent(header))
        {
            _stream.SendWindow = Enlarge(_stream.SendWindow, increment);
        }
    }

    private static long Enlarge(long window, int change) => window + change <= int.MaxValue
        ? window + change
        : throw new Http2Exception(Http2Error.FlowControlError, "the peer opens its window too far");

    /// <summary>Whether a frame is for the stream that is open; those for earlier ones come late and count for nothing.</summary>
    private bool IsCurrent(FrameHeader header)
    {
        if (header.StreamId == 0 || header.StreamId % 2 == 0 || header.StreamId > _stream.Id)
        {
            throw Http2Exception.Protocol($"the peer sends a {header.Type} frame on a stream that does not exist");
        }

        return header.StreamId == _stream.Id && _stream.IsOpen;
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
