using System.Globalization;
using System.Text;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// An HTTP proxy that opens a tunnel to the edge (CONNECT: RFC 9110, section 9.3.6). It resolves the name.
/// </summary>
/// <param name="endpoint">Where the proxy is.</param>
/// <param name="source">What has named the proxy, for messages.</param>
/// <param name="credentials">The user name and the password, separated by a colon; null for none. Never in a
/// message.</param>
internal sealed class HttpProxy(EdgeEndpoint endpoint, string source, string? credentials)
{
    /// <summary>Where the proxy is.</summary>
    public EdgeEndpoint Endpoint => endpoint;

    /// <summary>Whether it is given a user name.</summary>
    public bool HasCredentials => credentials is not null;

    /// <summary>What no error may show.</summary>
    public IEnumerable<string> Secrets => credentials is null ? []
        : [SecretMask.PasswordOf(credentials), Encoded(credentials)];

    /// <summary>The address, and what has named it, for messages.</summary>
    public string Description => $"the proxy {endpoint} (of {source})";

    /// <summary>Asks for a tunnel, on the calling thread.</summary>
    /// <param name="socket">Connected to the proxy. Nothing after the proxy's response is received from it.</param>
    /// <param name="authority">The host and the port of the edge.</param>
    /// <param name="deadline">Bounds the wait for the response.</param>
    /// <exception cref="ConnectionException">The proxy does not open the tunnel.</exception>
    /// <exception cref="TimeoutException">It has not answered in time.</exception>
    /// <exception cref="OperationCanceledException">The socket was interrupted.</exception>
    public void OpenTunnel(EdgeSocket socket, string authority, Deadline deadline)
    {
        var tunnel = new TunnelHandshake(this);
        try
        {
            ReadOnlySpan<byte> request = Request(authority);
            while (!request.IsEmpty)
            {
                int count = socket.TrySend(request);
                request = request[count..];
                if (count == 0)
                {
                    socket.AwaitWritable(deadline);
                }
            }

            // One byte at a time: what follows the response belongs to the edge.
            Span<byte> next = stackalloc byte[1];
            do
            {
                socket.Receive(next, deadline);
            }
            while (!tunnel.Take(next[0]));
        }
        catch (ConnectionException e) when (e.Proxy is null)
        {
            throw tunnel.Lost(e);
        }
    }

    /// <summary>Asks for a tunnel without blocking.</summary>
    /// <inheritdoc cref="OpenTunnel"/>
    public async Task OpenTunnelAsync(Stream stream, string authority, CancellationToken cancellation)
    {
        var tunnel = new TunnelHandshake(this);
        await stream.WriteAsync(Request(authority), cancellation).ConfigureAwait(false);
        byte[] next = new byte[1];
        do
        {
            if (await stream.ReadAsync(next, cancellation).ConfigureAwait(false) == 0)
            {
                throw tunnel.Lost(null);
            }
        }
        while (!tunnel.Take(next[0]));
    }

    /// <summary>A failure of the proxy.</summary>
    /// <param name="problem">What it does or did not do, as the end of a sentence.</param>
    /// <param name="httpStatus">The status of its response; 0 if there was none.</param>
    /// <param name="isRefusal">Whether it will not open a later tunnel either.</param>
    public ConnectionException Failure(string problem, int httpStatus = 0, bool isRefusal = false) =>
        new($"{Description} {problem}", isRefusal ? ConnectionFault.ProxyRefused : ConnectionFault.Proxy)
        {
            Proxy = this,
            HttpStatus = httpStatus,
        };

    private static string Encoded(string credentials) => Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    private byte[] Request(string authority)
    {
        string authorization = credentials is null ? ""
            : $"Proxy-Authorization: Basic {Encoded(credentials)}\r\n";
        return Encoding.UTF8.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{authorization}\r\n");
    }
}

/// <summary>Reads a proxy's response to CONNECT.</summary>
internal sealed class TunnelHandshake(HttpProxy proxy)
{
    /// <summary>Of the status line and the header fields.</summary>
    private const int MaxResponseBytes = 16 * 1024;

    /// <summary>The longest part of a status line that messages show.</summary>
    private const int MaxShownCharacters = 80;

    /// <summary>Of "HTTP/1.1 200".</summary>
    private const int StatusLength = 12;

    private readonly List<byte> _line = [];
    private int _received;
    private int _status;
    private string _statusLine = "";

    /// <summary>Takes a byte of the response.</summary>
    /// <returns>Whether the tunnel is open: all that follows comes from the edge.</returns>
    /// <exception cref="ConnectionException">The proxy refuses, or does not speak HTTP.</exception>
    public bool Take(byte next)
    {
        if (++_received > MaxResponseBytes)
        {
            throw proxy.Failure(
                string.Create(CultureInfo.InvariantCulture, $"answered CONNECT with more than {MaxResponseBytes:N0} bytes of header fields"));
        }

        if (next != '\n')
        {
            _line.Add(next);
            CheckProtocol();
            return false;
        }

        string line = Encoding.Latin1.GetString([.. _line]).TrimEnd('\r');
        _line.Clear();
        if (_status == 0)
        {
            ReadStatus(line);
        }

        // Of a response that refuses the rest, header fields and mostly HTML, does not matter.
        return _status is >= 200 and < 300
            ? line.Length == 0
            : _status < 200 ? SkipInterim(line)
            : throw proxy.Failure(
                $"answered CONNECT with {_statusLine}", _status, isRefusal: _status is not (429 or (>= 500 and < 600)));
    }

    /// <summary>The failure when the connection was lost before the response was complete.</summary>
    /// <param name="cause">Null if the proxy has closed the connection.</param>
    public ConnectionException Lost(ConnectionException? cause) => proxy.Failure(
        _received > 0 ? "closed the connection in the middle of its answer to CONNECT"
        : cause is { SystemError: not (0 or Libc.ConnectionReset or Libc.BrokenPipe) }
            ? $"did not answer CONNECT: {cause.Message}"
        : "closed the connection without an answer to CONNECT");

    /// <summary>Responses 1xx precede the response.</summary>
    private bool SkipInterim(string line)
    {
        _status = line.Length == 0 ? 0 : _status;
        return false;
    }

    private void CheckProtocol()
    {
        const string protocol = "HTTP/1.";
        if (_status == 0 && _line.Count <= protocol.Length && _line[^1] != protocol[_line.Count - 1])
        {
            throw NotHttp();
        }
    }

    private void ReadStatus(string line)
    {
        const int start = 9;
        if (line.Length < StatusLength || line[start - 1] != ' '
            || (line.Length > StatusLength && line[StatusLength] != ' ')
            || !int.TryParse(line.AsSpan(start, 3), NumberStyles.None, CultureInfo.InvariantCulture, out _status)
            || _status < 100)
        {
            throw NotHttp();
        }

        _statusLine = Shown(line[start..]);
    }

    private ConnectionException NotHttp() => proxy.Failure(
        "does not answer CONNECT as HTTP/1.1 requires: it may be no HTTP proxy", isRefusal: true);

    private static string Shown(string text) =>
        PrintableText.Escape(text.Length > MaxShownCharacters ? text[..MaxShownCharacters] + "..." : text);
}
