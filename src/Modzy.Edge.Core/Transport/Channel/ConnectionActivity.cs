using Modzy.Edge.Transport.Direct.Http2;

namespace Modzy.Edge.Transport.Channel;

/// <summary>What happens on the connections of a <see cref="SocketsHttpHandler"/>, which does not tell.</summary>
internal sealed class ConnectionActivity
{
    private long _received;
    private long _sent;
    private volatile PeerGoAway? _goAway;
    private volatile Http2Exception? _violation;

    /// <summary>Counts what the peer sends, by the piece.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Counts the pieces of requests.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>What a peer did wrong that the handler does not know of; null if nothing.</summary>
    public Http2Exception? Violation { get => _violation; set => _violation = value; }

    /// <summary>The last GOAWAY frame that came; null if none did.</summary>
    public PeerGoAway? GoAway { get => _goAway; set => _goAway = value; }

    public void OnReceived() => Interlocked.Increment(ref _received);

    /// <summary>To be called before a piece of a request is sent.</summary>
    public void OnSending() => Interlocked.Increment(ref _sent);
}
