using System.Buffers.Binary;
using Modzy.Edge.Transport.Http2;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// Looks at the frames that a peer sends before <see cref="SocketsHttpHandler"/> does: ignores those of unknown types, as RFC 9113,
/// section 4.1 requires (the handler ends the connection); keeps the debug data of GOAWAY; and ends a flood.
/// </summary>
internal sealed class FrameFilter(ConnectionActivity activity)
{
    /// <summary>How many bytes more than it is given it may return: the beginning of a header that came before.</summary>
    public const int Growth = FrameHeader.Size - 1;

    private const int MaxGoAway = 256;

    /// <summary>
    /// How many frames that ask for an answer may come in a second. <see cref="SocketsHttpHandler"/> has a limit for the answers that
    /// wait to be sent, a little above a thousand, and ends the connection without a word on the cause.
    /// </summary>
    private const int QuestionsPerSecond = 500;

    private readonly FloodGuard _flood = new();
    private readonly FloodGuard _questions = new(QuestionsPerSecond);
    private readonly byte[] _header = new byte[FrameHeader.Size];
    private readonly byte[] _goAway = new byte[MaxGoAway];
    private FrameHeader _frame;
    private int _headerLength;
    private int _missing;
    private int _goAwayLength;
    private long _sent;
    private bool _isDropped;
    private bool _isFirst = true;

    /// <summary>A header block is not complete: anything but its continuation is a violation, which the handler has to see.</summary>
    private bool _isBlockOpen;

    /// <summary>How the peer announced that it closes the connection; null if it did not.</summary>
    public PeerGoAway? GoAway { get; private set; }

    /// <summary>Moves what the handler is to see to the beginning of a buffer.</summary>
    /// <param name="buffer">Has received bytes behind the first <see cref="Growth"/>.</param>
    /// <returns>How many bytes there are for the handler.</returns>
    /// <exception cref="Http2Exception">The peer floods the connection.</exception>
    public int Filter(Span<byte> buffer)
    {
        if (_sent != activity.Sent)
        {
            _sent = activity.Sent;
            _flood.Reset();
            _questions.Reset();
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
        bool isUnknown = frame.Type > FrameType.Continuation;
        _isDropped = isUnknown && !_isFirst && !_isBlockOpen && frame.Length <= FrameHeader.DefaultMaxLength;
        _isFirst = false;
        if (frame.Type is FrameType.Headers or FrameType.Continuation)
        {
            _isBlockOpen = !frame.EndHeaders;
        }

        // Headers and messages serve a call: their number and size have limits of their own.
        bool servesCall = frame.Type is FrameType.Headers or FrameType.Continuation or FrameType.ResetStream
            || (frame.Type == FrameType.Data && (frame.Length > 0 || frame.EndStream));
        // What is too large to be a frame is not HTTP/2, or a violation that the handler sees.
        if (!servesCall && frame.Length <= FrameHeader.DefaultMaxLength)
        {
            _flood.Count(frame.Type == FrameType.Data ? 0 : frame.Length);
        }

        if (frame.Type is FrameType.Ping or FrameType.Settings && !frame.IsAcknowledgement)
        {
            _questions.Count(0);
        }
    }

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
            GoAway = PeerGoAway.Read(error, _goAway.AsSpan(8, _goAwayLength - 8));
            activity.OnGoAway(GoAway);
        }
    }
}

/// <summary>What happens on the connections of a <see cref="SocketsHttpHandler"/>, which does not tell.</summary>
internal sealed class ConnectionActivity
{
    private long _received;
    private long _sent;
    private volatile PeerGoAway? _goAway;
    private int _connections;

    /// <summary>Counts what the peer sends, by the piece.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Counts the pieces of requests.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The GOAWAY frame that came on the only connection; null if none did, or there is another connection.</summary>
    public PeerGoAway? GoAway => _goAway;

    /// <summary>What came before was for another connection.</summary>
    public void OnConnected()
    {
        Interlocked.Increment(ref _connections);
        _goAway = null;
    }

    public void OnClosed() => Interlocked.Decrement(ref _connections);

    public void OnGoAway(PeerGoAway goAway) => _goAway = Volatile.Read(ref _connections) == 1 ? goAway : null;

    public void OnReceived() => Interlocked.Increment(ref _received);

    /// <summary>To be called before a piece of a request is sent.</summary>
    public void OnSending() => Interlocked.Increment(ref _sent);
}
