using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Http2;

/// <summary>Flow control (RFC 9113, section 5.2), in both directions.</summary>
internal sealed partial class Http2Session
{
    /// <summary>The connection's send window.</summary>
    private long _sendWindow = 65_535;

    /// <summary>
    /// The bytes sent for which the peer has not sent WINDOW_UPDATEs yet, counted once for the stream and once for the
    /// connection.
    /// </summary>
    private long _returnable;

    /// <summary>The bytes received for which no WINDOW_UPDATE of the connection was sent yet.</summary>
    private int _received;

    /// <summary>How much may be sent on a stream that begins now.</summary>
    public long InitialWindow => Math.Min(_sendWindow, _peer.InitialWindow);

    /// <summary>How much may be sent on a stream now; can be negative.</summary>
    public long WindowOf(ClientStream stream) => Math.Min(_sendWindow, stream.SendWindow);

    /// <summary>
    /// Writes WINDOW_UPDATEs for what was received. Call before flushing, not on receipt: a peer that does not read
    /// what the client sends must not get a larger window.
    /// </summary>
    /// <param name="unread">How many bytes of the only stream its caller has not taken yet: the windows do not include
    /// them.</param>
    public void UpdateWindows(int unread = 0)
    {
        if (_received - unread >= ClientPreface.Window / 2)
        {
            Output.WriteFrame(FrameType.WindowUpdate, 0, (uint)(_received - unread));
            _received = unread;
        }

        foreach (ClientStream stream in _streams)
        {
            if (stream.Received - unread >= ClientPreface.Window / 2 && !stream.RemoteEnded)
            {
                Output.WriteFrame(FrameType.WindowUpdate, stream.Id, (uint)(stream.Received - unread));
                stream.Received = unread;
            }
        }
    }

    /// <summary>
    /// Takes a DATA frame from the send windows whose bytes are not in <see cref="Output"/>: its owner sends them.
    /// </summary>
    public void CountData(ClientStream stream, int length)
    {
        // A peer may send WINDOW_UPDATEs for what it receives.
        _flood.Reset();
        TakeFromSendWindows(stream, length);
    }

    /// <summary>Gives back what <see cref="CountData"/> has taken for frames of which nothing was sent.</summary>
    public void UncountData(ClientStream stream, int length) => TakeFromSendWindows(stream, -length);

    private void TakeFromSendWindows(ClientStream stream, int length)
    {
        _sendWindow -= length;
        stream.SendWindow -= length;
        _returnable += 2L * length;
    }

    /// <summary>Counts the payload of a DATA frame, padding included, also if its stream is closed.</summary>
    private void TakeFromReceiveWindows(ClientStream? stream, int length)
    {
        const string exceeded = "the peer sends more than the flow-control window allows";
        _received += length;
        if (stream is not null)
        {
            stream.Received += length;
        }

        if (_received > ClientPreface.Window)
        {
            throw new Http2Exception(Http2Error.FlowControlError, exceeded);
        }

        if (stream?.Received > ClientPreface.Window)
        {
            throw Http2Exception.Stream(Http2Error.FlowControlError, exceeded);
        }
    }

    /// <summary>Applies a change of SETTINGS_INITIAL_WINDOW_SIZE to the open streams.</summary>
    private void ChangeInitialWindow(int change)
    {
        foreach (ClientStream stream in _streams)
        {
            stream.SendWindow = Add(stream.SendWindow, change, isStreamError: false);
        }
    }

    private void OnWindowUpdate(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckSize(header, payload, 4);
        int increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        CountUnlessReturned(increment);
        bool isStreamError = header.StreamId != 0;
        ClientStream? stream = isStreamError ? Find(header) : null;
        if (increment == 0)
        {
            throw new Http2Exception(Http2Error.ProtocolError, "a WINDOW_UPDATE frame has an increment of 0", isStreamError);
        }

        if (!isStreamError)
        {
            _sendWindow = Add(_sendWindow, increment, isStreamError);
        }
        else if (stream is not null)
        {
            stream.SendWindow = Add(stream.SendWindow, increment, isStreamError);
        }
    }

    /// <summary>
    /// Counts a WINDOW_UPDATE as flood unless it returns what was sent, in increments of a reasonable size.
    /// </summary>
    private void CountUnlessReturned(int increment)
    {
        const int minIncrement = 512;
        if (increment >= minIncrement && increment <= _returnable)
        {
            _returnable -= increment;
        }
        else
        {
            _flood.Count(length: 0);
        }
    }

    private static long Add(long window, int change, bool isStreamError) => window + change <= int.MaxValue
        ? window + change
        : throw Http2Exception.WindowTooLarge(isStreamError);
}
