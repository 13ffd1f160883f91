using System.Buffers.Binary;
using System.Diagnostics;
using Modzy.Edge.Transport.Http2;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// Inspects the frames of a peer before <see cref="SocketsHttpHandler"/> gets them: drops those of unknown types, as
/// RFC 9113, section 4.1 requires (the handler closes the connection); keeps the debug data of GOAWAY; detects floods,
/// and frames on streams of the server.
/// </summary>
internal sealed class FrameFilter(ConnectionActivity activity)
{
    /// <summary>
    /// How many bytes more than its input it can return: the beginning of a frame header from the last call.
    /// </summary>
    public const int Growth = FrameHeader.Size - 1;

    private const int MaxGoAway = 256;

    /// <summary>
    /// How many PING and SETTINGS frames are allowed in a second. <see cref="SocketsHttpHandler"/> limits the
    /// acknowledgements that wait to be sent to a little above a thousand, and closes the connection without naming the
    /// cause.
    /// </summary>
    private const int AcknowledgedPerSecond = 500;

    private readonly FloodGuard _flood = new();
    private readonly FloodGuard _acknowledged = new(AcknowledgedPerSecond);
    private readonly byte[] _header = new byte[FrameHeader.Size];
    private readonly byte[] _goAway = new byte[MaxGoAway];
    private FrameHeader _frame;
    private int _headerLength;
    private int _missing;
    private int _goAwayLength;
    private long _sent;
    private bool _isDropped;
    private bool _isFirst = true;

    /// <summary>
    /// Whether a header block is incomplete. Any frame but CONTINUATION is a violation then, which the handler reports.
    /// </summary>
    private bool _isBlockOpen;

    /// <summary>The frames of the header block.</summary>
    private int _fragments;

    /// <summary>The received GOAWAY; null if there was none.</summary>
    public PeerGoAway? GoAway { get; private set; }

    /// <summary>Moves the bytes for the handler to the beginning of a buffer.</summary>
    /// <param name="buffer">The received bytes follow the first <see cref="Growth"/> bytes.</param>
    /// <returns>How many bytes there are for the handler.</returns>
    /// <exception cref="Http2Exception">The peer floods the connection.</exception>
    public int Filter(Span<byte> buffer)
    {
        if (_sent != activity.Sent)
        {
            _sent = activity.Sent;
            _flood.Reset();
            _acknowledged.Reset();
        }

        int kept = 0;
        for (int read = Growth; read < buffer.Length;)
        {
            bool isPayload = _missing > 0;
            int count = Math.Min(isPayload ? _missing : FrameHeader.Size - _headerLength, buffer.Length - read);
            Span<byte> bytes = buffer.Slice(read, count);
            read += count;
            if (isPayload)
            {
                _missing -= count;
                Note(bytes);
            }
            else
            {
                bytes.CopyTo(_header.AsSpan(_headerLength));
                _headerLength += count;
                if (_headerLength < FrameHeader.Size)
                {
                    break;
                }

                _headerLength = 0;
                Begin(FrameHeader.Read(_header));
                bytes = _header;
            }

            if (!_isDropped)
            {
                bytes.CopyTo(buffer[kept..]);
                kept += bytes.Length;
            }
        }

        return kept;
    }

    private void Begin(FrameHeader frame)
    {
        _frame = frame;
        _missing = frame.Length;
        _goAwayLength = 0;
        if (!_isFirst && !_isBlockOpen && OpensStream(frame))
        {
            throw Http2Exception.Protocol($"the peer sends a {frame.Type} frame on a stream that does not exist");
        }

        bool isUnknown = frame.Type > FrameType.Continuation;
        _isDropped = isUnknown && !_isFirst && !_isBlockOpen && frame.Length <= FrameHeader.DefaultMaxLength;
        _isFirst = false;
        if (frame.Type is FrameType.Headers or FrameType.Continuation)
        {
            _isBlockOpen = !frame.EndHeaders;
            _fragments = frame.Type == FrameType.Headers ? 1 : _fragments + 1;
            HeaderBlock.CheckFragments(_fragments);
        }

        // Headers and data serve a call, and have other limits.
        bool servesCall = frame.Type is FrameType.Headers or FrameType.Continuation or FrameType.ResetStream
            || (frame.Type == FrameType.Data && (frame.Length > 0 || frame.EndStream));
        // Larger frames are a violation, which the handler reports, or another protocol.
        if (!servesCall && frame.Length <= FrameHeader.DefaultMaxLength)
        {
            _flood.Count(frame.Type == FrameType.Data ? 0 : frame.Length);
        }

        if (frame.Type is FrameType.Ping or FrameType.Settings && !frame.IsAcknowledgement)
        {
            _acknowledged.Count(0);
        }
    }

    /// <summary>
    /// Whether a frame belongs to a stream of the server, which it cannot open without push. The handler compares the
    /// identifier with those of its own streams only, and takes the stream for a closed one if there are any.
    /// </summary>
    private static bool OpensStream(FrameHeader frame) =>
        frame.StreamId != 0 && frame.StreamId % 2 == 0
            && frame.Type is FrameType.Data or FrameType.Headers or FrameType.ResetStream or FrameType.WindowUpdate
                or FrameType.Continuation;

    private void Note(ReadOnlySpan<byte> payload)
    {
        if (_frame.Type != FrameType.GoAway)
        {
            return;
        }

        int count = Math.Min(payload.Length, MaxGoAway - _goAwayLength);
        payload[..count].CopyTo(_goAway.AsSpan(_goAwayLength));
        _goAwayLength += count;
        if (_missing == 0 && _goAwayLength >= 8)
        {
            var error = (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(_goAway.AsSpan(4));
            GoAway = PeerGoAway.Read(error, _goAway.AsSpan(8, _goAwayLength - 8)) with
            {
                RefusesAll = BinaryPrimitives.ReadUInt32BigEndian(_goAway) << 1 == 0,
            };
            activity.OnGoAway(GoAway);
        }
    }
}

/// <summary>Observes the connections of a <see cref="SocketsHttpHandler"/>, which does not expose them.</summary>
/// <param name="keepAliveTimeout">How long the peer may take to answer a PING; null if it is sent none.</param>
internal sealed class ConnectionActivity(TimeSpan? keepAliveTimeout)
{
    private long _received;
    private long _lastReceived;
    private long _sent;
    private volatile PeerGoAway? _goAway;
    private int _connections;

    /// <summary>Counts receives.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Counts sends of requests.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>
    /// The GOAWAY received on the only connection; null if there was none, or there are several connections.
    /// </summary>
    public PeerGoAway? GoAway => _goAway;

    /// <summary>Resets the GOAWAY of an earlier connection.</summary>
    public void OnConnected()
    {
        Interlocked.Increment(ref _connections);
        _goAway = null;
    }

    public void OnClosed() => Interlocked.Decrement(ref _connections);

    /// <summary>Whether a connection is open. Those with TLS are not counted.</summary>
    public bool HasConnection => Volatile.Read(ref _connections) > 0;

    public void OnGoAway(PeerGoAway goAway) => _goAway = Volatile.Read(ref _connections) == 1 ? goAway : null;

    public void OnReceived()
    {
        Interlocked.Increment(ref _received);
        if (keepAliveTimeout is not null)
        {
            Volatile.Write(ref _lastReceived, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>
    /// The cause of a failure that the handler reports as a violation of HTTP/2: without an answer to its PING it says
    /// the same as about a wrong frame, which fails the calls at once.
    /// </summary>
    public Exception CauseOf(Http2Exception violation) =>
        keepAliveTimeout is TimeSpan timeout && Received > 0
            && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastReceived)) >= timeout
            ? Connections.KeepAlive.NoAnswer(timeout) : violation;

    /// <summary>Call before a part of a request is sent.</summary>
    public void OnSending() => Interlocked.Increment(ref _sent);
}
