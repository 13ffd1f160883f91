using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

/// <summary>
/// The client's side of an HTTP/2 connection (RFC 9113) without its socket: frames that are to be sent become bytes, and
/// bytes that have come are taken as frames. Used by one thread at a time.
/// </summary>
internal sealed partial class Http2Session
{
    private const int MaxStreamId = int.MaxValue;

    private readonly HpackDecoder _hpack = new();
    private readonly PeerSettings _peer = new();

    /// <summary>Those that were begun and not ended.</summary>
    private readonly List<ClientStream> _streams = [];
    private int _lastStreamId = -1;
    private long _sendWindow = 65_535;

    /// <summary>How many bytes of those sent the peer has not given back yet, once for the streams and once for the connection.</summary>
    private long _returnable;

    public Http2Session() => ClientPreface.Write(Output);

    /// <summary>What is to be sent.</summary>
    public SendBuffer Output { get; } = new();

    /// <summary>Where to put what comes, for <see cref="Take"/>.</summary>
    public ReceiveBuffer Input { get; } = new();

    /// <summary>Whether there can be another stream, now or later.</summary>
    public bool CanBegin => GoAway is null && _lastStreamId < MaxStreamId - 1;

    /// <summary>Whether the peer allows another stream now.</summary>
    public bool MayBegin => CanBegin && _streams.Count < _peer.MaxConcurrentStreams;

    /// <inheritdoc cref="PeerSettings.HeaderTableSize"/>
    public uint HeaderTableSize => _peer.HeaderTableSize;

    /// <inheritdoc cref="PeerSettings.MaxFrameLength"/>
    public int MaxFrameLength => _peer.MaxFrameLength;

    /// <summary>How much the peer lets be sent on a stream that would begin now.</summary>
    public long InitialWindow => Math.Min(_sendWindow, _peer.InitialWindow);

    /// <summary>Begins a stream.</summary>
    /// <param name="stream">A stream that is over, or new.</param>
    /// <param name="receiver">Takes the answer.</param>
    /// <param name="headers">The header block of the request.</param>
    public void Begin(ClientStream stream, IStreamReceiver receiver, ReadOnlySpan<byte> headers)
    {
        _flood.Reset();
        _lastStreamId += 2;
        stream.Begin(_lastStreamId, receiver, _peer.InitialWindow);
        stream.RequestBegin = Output.Written;
        _streams.Add(stream);
        WriteHeaders(stream, headers);
        stream.MessageBegin = Output.Written;
    }

    /// <summary>How much may be sent on a stream now; it can be less than nothing.</summary>
    public long WindowOf(ClientStream stream) => Math.Min(_sendWindow, stream.SendWindow);

    /// <summary>Ends a DATA frame whose payload is in its place in the output.</summary>
    public void EndData(ClientStream stream, int length, bool endStream)
    {
        // The peer reopens its windows as often as it likes for what it is sent.
        _flood.Reset();
        Output.EndData(length, stream.Id, endStream);
        _sendWindow -= length;
        stream.SendWindow -= length;
        _returnable += 2L * length;
        stream.LocalEnded = endStream;
        stream.RequestEnd = Output.Written;
    }

    /// <summary>How much of a stream's request has been handed to the system; none of one that the peer has refused.</summary>
    public EdgeSent SentOf(ClientStream stream) => SentOf(stream, Output.Sent);

    /// <param name="stream">Of the request.</param>
    /// <param name="sent">How many of all bytes that were written may have been handed to the system.</param>
    public static EdgeSent SentOf(ClientStream stream, long sent) =>
        stream.Refused || sent <= stream.MessageBegin ? EdgeSent.None
        : !stream.LocalEnded || sent < stream.RequestEnd ? EdgeSent.Part
        : EdgeSent.All;

    /// <summary>Ends a stream after its answer, or without, in an orderly way.</summary>
    public void End(ClientStream stream)
    {
        if (!_streams.Remove(stream))
        {
            return;
        }

        _hpack.Trim();
        bool isOver = stream.Refused || stream.Reset is not null || stream.Violation is not null || (stream.LocalEnded && stream.RemoteEnded);
        if (!isOver && Output.HasRoomForNumber)
        {
            Output.WriteFrame(FrameType.ResetStream, stream.Id, (uint)Http2Error.Cancel);
        }
    }

    /// <summary>Asks the peer for a sign of life, if there is room for the question.</summary>
    /// <returns>Whether it will be asked.</returns>
    public bool TryPing()
    {
        if (!Output.HasRoomForPing)
        {
            return false;
        }

        Output.WriteFrame(FrameType.Ping, FrameFlags.None, 0, "alive?\0\0"u8);
        return true;
    }

    /// <summary>Tells the peer that no answer is wanted any more and that the connection will be closed.</summary>
    /// <param name="reason">What was wrong with what the peer did, if anything.</param>
    public void Abandon(Http2Error reason)
    {
        foreach (ClientStream stream in _streams)
        {
            if (!stream.RemoteEnded)
            {
                Output.WriteFrame(FrameType.ResetStream, stream.Id, (uint)Http2Error.Cancel);
            }
        }

        _streams.Clear();
        Output.WriteFrame(FrameType.GoAway, FrameFlags.None, 0, [0, 0, 0, 0, 0, 0, 0, (byte)reason]);
    }

    /// <summary>A block longer than the peer's frames takes several, and nothing may come between them.</summary>
    private void WriteHeaders(ClientStream stream, ReadOnlySpan<byte> block)
    {
        FrameType type = FrameType.Headers;
        do
        {
            ReadOnlySpan<byte> fragment = block[..Math.Min(block.Length, _peer.MaxFrameLength)];
            block = block[fragment.Length..];
            Output.WriteFrame(type, block.IsEmpty ? FrameFlags.EndHeaders : FrameFlags.None, stream.Id, fragment);
            type = FrameType.Continuation;
        }
        while (!block.IsEmpty);
    }
}
