namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// The connections of the channel. Those that are suspect are retired: the calls on them go on, the next calls get new ones.
/// </summary>
/// <remarks>
/// A <see cref="SocketsHttpHandler"/> remembers for ever what one connection was told (the largest header list), and keeps a
/// connection whose peer says nothing any more. So it is replaced by another after any failure that could come from that.
/// </remarks>
internal sealed class EdgeChannel(EdgeEndpoint endpoint, EdgeClientOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<HttpConnections> _retired = [];
    private HttpConnections? _current;
    private bool _isDisposed;

    /// <summary>How HTTP names the edge.</summary>
    public string Authority => endpoint.Authority;

    public long? MaxReceiveBytes => options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes;

    /// <summary>The connections for a call, which gives them back.</summary>
    /// <exception cref="ObjectDisposedException">The client was closed.</exception>
    public HttpConnections Rent()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _current ??= new HttpConnections(endpoint, options);
            _current.Calls++;
            return _current;
        }
    }

    public void Return(HttpConnections connections)
    {
        lock (_gate)
        {
            if (--connections.Calls > 0 || !_retired.Remove(connections))
            {
                return;
            }
        }

        connections.Dispose();
    }

    /// <summary>Keeps further calls from the connections of a call that has not yet returned them.</summary>
    public void Retire(HttpConnections connections)
    {
        lock (_gate)
        {
            if (connections == _current)
            {
                _current = null;
                _retired.Add(connections);
            }
        }
    }

    public void Dispose()
    {
        HttpConnections[] all;
        lock (_gate)
        {
            _isDisposed = true;
            all = _current is null ? [.. _retired] : [.. _retired, _current];
            _retired.Clear();
            _current = null;
        }

        foreach (HttpConnections connections in all)
        {
            connections.Dispose();
        }
    }
}
