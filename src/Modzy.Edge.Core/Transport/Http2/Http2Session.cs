using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

/// <summary>
/// The client's side of an HTTP/2 connection (RFC 9113) without its socket. It turns streams into bytes to send
/// (<see cref="Output"/>) and received bytes (<see cref="Input"/>) into events of streams. Not thread-safe: the owner
/// serializes access.
/// </summary>
internal sealed partial class Http2Session
{
    private const int MaxStreamId = int.MaxValue;

    /// <summary>
    /// How many PINGs the gRPC core certainly tolerates within five minutes while it sends neither HEADERS nor DATA; it
    /// closes the connection at the fourth (grpc.http2.max_ping_strikes).
    /// </summary>
    public const int MaxPings = 2;

    private readonly HpackDecoder _hpack = new();
    private readonly PeerSettings _peer = new();

    /// <summary>The open streams, in the order of their identifiers.</summary>
    private readonly List<ClientStream> _streams = [];
    private int _lastStreamId = -1;

    public Http2Session() => ClientPreface.Write(Output);

    /// <summary>What is to be sent.</summary>
    public SendBuffer Output { get; } = new();

    /// <summary>Receives from the socket; then call <see cref="Take"/>.</summary>
    public ReceiveBuffer Input { get; } = new();

    /// <summary>Whether the connection can have another stream, now or later.</summary>
    public bool CanBegin => GoAway is null && _lastStreamId < MaxStreamId - 1;

    /// <summary>Whether the peer's SETTINGS_MAX_CONCURRENT_STREAMS allows another stream now.</summary>
    public bool MayBegin => CanBegin && _streams.Count < _peer.MaxConcurrentStreams;

    /// <inheritdoc cref="PeerSettings.HeaderTableSize"/>
    public uint HeaderTableSize => _peer.HeaderTableSize;

    /// <inheritdoc cref="PeerSettings.MaxFrameLength"/>
    public int MaxFrameLength => _peer.MaxFrameLength;

    /// <summary>How many PINGs were written since the peer's last HEADERS or DATA frame.</summary>
    public int Pings { get; private set; }

    /// <summary>Begins a stream.</summary>
    /// <param name="stream">New, or closed.</param>
    /// <param name="receiver">Receives the response.</param>
    /// <param name="headers">The header block of the request.</param>
    public void Begin(ClientStream stream, IStreamReceiver receiver, ReadOnlySpan<byte> headers)
    {
        _flood.Reset();
        if (_streams.Count == 0)
        {
            // The owner of a session with one stream at a time does not take it.
            _firstAnswered = null;
        }

        _lastStreamId += 2;
        stream.Begin(_lastStreamId, receiver, _peer.InitialWindow);
        stream.RequestBegin = Output.Written;
        _streams.Add(stream);
        WriteHeaders(stream, headers);
        stream.MessageBegin = Output.Written;
    }

    /// <summary>Ends a DATA frame whose payload is in its place in <see cref="Output"/>.</summary>
    public void EndData(ClientStream stream, int length, bool endStream)
    {
        Output.EndData(length, stream.Id, endStream);
        CountData(stream, length);
        stream.LocalEnded = endStream;
        stream.RequestEnd = Output.Written;
    }

    /// <summary>
    /// How much of a stream's request the kernel has taken; nothing of one that the peer has refused.
    /// </summary>
    public EdgeSent SentOf(ClientStream stream) => SentOf(stream, Output.Sent);

    /// <param name="stream">The stream.</param>
    /// <param name="sent">How many of all bytes ever written the kernel may have taken.</param>
    public static EdgeSent SentOf(ClientStream stream, long sent) =>
        stream.Refused || sent <= stream.MessageBegin ? EdgeSent.None
        : !stream.LocalEnded || sent < stream.RequestEnd ? EdgeSent.Part
        : EdgeSent.All;

    /// <summary>Ends a stream. One that is not closed is reset with CANCEL, if the frame fits.</summary>
    public void End(ClientStream stream)
    {
        int index = IndexOf(stream.Id);
        if (index < 0 || _streams[index] != stream)
        {
            return;
        }

        _streams.RemoveAt(index);
        _hpack.Trim();
        bool isClosed = stream.Refused || stream.Reset is not null || stream.Violation is not null || (stream.LocalEnded
            && stream.RemoteEnded);
        if (!isClosed && Output.HasRoomForNumber)
        {
            Output.WriteFrame(FrameType.ResetStream, stream.Id, (uint)Http2Error.Cancel);
        }
    }

    /// <summary>Writes a PING, if it fits.</summary>
    public bool TryPing()
    {
        if (!Output.HasRoomForPing)
        {
            return false;
        }

        Pings++;
        Output.WriteFrame(FrameType.Ping, FrameFlags.None, 0, "alive?\0\0"u8);
        return true;
    }

    /// <summary>Resets the open streams and writes GOAWAY.</summary>
    /// <param name="reason">The error code of GOAWAY.</param>
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

    /// <summary>Writes HEADERS, followed by CONTINUATION frames if the block exceeds SETTINGS_MAX_FRAME_SIZE.</summary>
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
