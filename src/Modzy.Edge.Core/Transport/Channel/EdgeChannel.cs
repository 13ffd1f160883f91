namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// Owns the connections of the channel. Suspect ones are retired: their calls continue, later calls get new ones.
/// </summary>
/// <remarks>
/// A <see cref="SocketsHttpHandler"/> keeps the settings of one connection (SETTINGS_MAX_HEADER_LIST_SIZE) for all
/// later ones, and keeps connections to unresponsive peers. It is therefore replaced after any failure that this could
/// have caused.
/// </remarks>
internal sealed class EdgeChannel(EdgeEndpoint endpoint, EdgeClientOptions options, SocketCounters counters)
    : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<HttpConnections> _retired = [];
    private HttpConnections? _current;
    private bool _isDisposed;

    /// <summary>The value of :authority.</summary>
    public string Authority => endpoint.Authority;

    public long? MaxReceiveBytes => options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes;

    /// <summary>Provides the connections for a call, which returns them.</summary>
    /// <exception cref="ObjectDisposedException">The client was closed.</exception>
    public HttpConnections Rent()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _current ??= new HttpConnections(endpoint, options, counters);
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

    /// <summary>Retires the connections of a call that has not returned them yet.</summary>
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
