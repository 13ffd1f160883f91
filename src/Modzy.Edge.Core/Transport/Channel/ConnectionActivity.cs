using Modzy.Edge.Transport.Direct.Http2;

namespace Modzy.Edge.Transport.Channel;

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
