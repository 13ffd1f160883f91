using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Channel;

/// <summary>
/// Owns the connections of the channel. Suspect ones are retired: their calls continue, later calls get new ones.
/// </summary>
/// <remarks>
/// A <see cref="SocketsHttpHandler"/> keeps the settings of one connection (SETTINGS_MAX_HEADER_LIST_SIZE) for all
/// later ones, and keeps connections to unresponsive peers. It is therefore replaced after any failure that this could
/// have caused.
/// </remarks>
internal sealed class EdgeChannel : IDisposable
{
    private readonly EdgeEndpoint _endpoint;
    private readonly EdgeClientOptions _options;
    private readonly ChannelTls? _tls;
    private readonly HttpProxy? _proxy;
    private readonly Connector _connector;
    private readonly Lock _gate = new();
    private readonly List<HttpConnections> _retired = [];
    private HttpConnections? _current;
    private bool _isDisposed;

    public EdgeChannel(
        EdgeEndpoint endpoint, EdgeClientOptions options, HttpProxy? proxy, ChannelTls? tls, SocketCounters counters)
    {
        _endpoint = endpoint;
        _options = options;
        _tls = tls;
        _proxy = proxy;
        _connector = new Connector(endpoint, options.ConnectTimeout, counters, proxy);
    }

    /// <summary>The value of :authority.</summary>
    public string Authority => _endpoint.AuthorityOf(_options.Tls);

    /// <summary>TLS of the connections; null if they have none.</summary>
    public ChannelTls? Tls => _tls;

    /// <inheritdoc cref="Connector.Missing"/>
    public string Missing => _connector.Missing;

    /// <summary>The value of :scheme.</summary>
    public string Scheme => _tls is null ? "http" : "https";

    public long? MaxReceiveBytes => _options.MaxReceiveBytes ?? EdgeClientOptions.DefaultMaxReceiveBytes;

    /// <summary>Provides the connections for a call, which returns them.</summary>
    /// <exception cref="ObjectDisposedException">The client was closed.</exception>
    public HttpConnections Rent()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _current ??= new HttpConnections(_endpoint, _connector, _proxy, _options, _tls);
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

        _tls?.Dispose();
    }
}
