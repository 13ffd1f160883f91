using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Modzy.Edge.Transport;

/// <summary>The address of an edge.</summary>
internal sealed class EdgeEndpoint
{
    private const string UnixPrefix = "unix:";

    /// <summary>For a name in Linux's abstract namespace, which is no file; as in gRPC.</summary>
    private const string AbstractPrefix = "unix-abstract:";

    /// <summary>sun_path of Linux: 108 bytes, one of them the NUL at the end, or before an abstract name.</summary>
    private const int LongestSocketPath = 107;

    private EdgeEndpoint(string host, int port, string? socketPath = null)
    {
        Host = host;
        Port = port;
        SocketPath = socketPath;
    }

    /// <summary>
    /// A name or an address (IPv6 without brackets), <c>unix:</c> and the path of a socket, or <c>unix-abstract:</c>
    /// and its name.
    /// </summary>
    public string Host { get; }

    /// <summary>Not used with a <see cref="SocketPath"/>.</summary>
    public int Port { get; }

    /// <summary>
    /// The path of the Unix domain socket, beginning with NUL if it is abstract; null if the edge is reached over TCP.
    /// </summary>
    public string? SocketPath { get; }

    /// <summary>Whether what is sent there stays on this machine, whatever DNS says.</summary>
    public bool IsLocal => SocketPath is not null
        || Host is "localhost." || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// The value of :authority: localhost for a Unix domain socket, as in gRPC. The zone of a link-local address is
    /// valid on this machine only and left out (RFC 6874, section 3).
    /// </summary>
    public string Authority
    {
        get
        {
            int percent = Host.IndexOf('%', StringComparison.Ordinal);
            return SocketPath is not null ? "localhost" : Join(percent < 0 ? Host : Host[..percent], Port);
        }
    }

    /// <summary>The value of :authority with the server name of the options, if they have one.</summary>
    public string AuthorityOf(EdgeTlsOptions? tls) =>
        tls?.ServerName is not string name ? Authority : SocketPath is not null ? name : Join(name, Port);

    /// <summary>Reads one host, or several divided by commas, which may have a port each.</summary>
    /// <param name="hosts">The hosts.</param>
    /// <param name="port">The port of those without one.</param>
    /// <exception cref="EdgeException">A host or a port is invalid.</exception>
    public static EdgeEndpoint[] ParseAll(string hosts, long port)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        return hosts.Contains(',', StringComparison.Ordinal)
            ? Array.ConvertAll(hosts.Split(',', StringSplitOptions.TrimEntries), host => ParseWithPort(host, port))
            : [Parse(hosts, port)];
    }

    /// <exception cref="EdgeException">The host or the port is invalid.</exception>
    public static EdgeEndpoint Parse(string host, long port)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Length == 0)
        {
            throw EdgeException.InvalidArgument("host", "is empty; give a name or an address, such as localhost.");
        }

        if (host.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return ParseUnix(host, port);
        }

        if (host.StartsWith(AbstractPrefix, StringComparison.Ordinal))
        {
            return Socket(host, port, host[AbstractPrefix.Length..], "\0");
        }

        if (host.Contains("://", StringComparison.Ordinal))
        {
            throw EdgeException.InvalidArgument(
                "host", $"is \"{host}\", a URL; give the name or the address alone, without a scheme.");
        }

        if (port is < 1 or > IPEndPoint.MaxPort)
        {
            throw EdgeException.InvalidArgument(
                "port", $"is {port.ToString(CultureInfo.InvariantCulture)}; a port is a number from 1 to 65535 (an edge listens on 55000 unless it was told otherwise).");
        }

        string bare = host is ['[', .., ']'] ? host[1..^1] : host;
        // IPAddress.TryParse accepts brackets and a port, too.
        if (!bare.AsSpan().ContainsAny('[', ']') && IPAddress.TryParse(bare, out IPAddress? address))
        {
            bool bracketed = bare.Length != host.Length;
            if (bracketed && address.AddressFamily != AddressFamily.InterNetworkV6)
            {
                throw EdgeException.InvalidArgument("host", $"is \"{host}\"; only IPv6 addresses stand in brackets.");
            }

            return new EdgeEndpoint(bare, (int)port);
        }

        if (host.Count(':') == 1 || host.Contains("]:", StringComparison.Ordinal))
        {
            throw EdgeException.InvalidArgument(
                "host", $"is \"{host}\", which holds a port; give the name alone, and the port on its own.");
        }

        // A name that DNS forbids, such as one with an underscore, can be in /etc/hosts.
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.Basic
            ? new EdgeEndpoint(host, (int)port)
            : throw EdgeException.InvalidArgument("host", $"is \"{host}\", which is neither a name nor an address.");
    }

    public override string ToString()
    {
        if (SocketPath is not null)
        {
            return PrintableText.Escape(Host);
        }

        return Join(Host, Port);
    }

    private static EdgeEndpoint ParseWithPort(string text, long port)
    {
        if (text.Length == 0)
        {
            throw EdgeException.InvalidArgument("host", "has nothing before or after a comma; a comma divides the hosts of several edges.");
        }

        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal)
            || text.StartsWith(AbstractPrefix, StringComparison.Ordinal))
        {
            return Parse(text, port);
        }

        (string host, string? own) = SplitPort(text);
        if (own is null)
        {
            return Parse(text, port);
        }

        return ushort.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0
            ? Parse(host, number)
            : throw EdgeException.InvalidArgument(
                "host", $"holds \"{PrintableText.Escape(text)}\", whose port is not valid; a port is a number from 1 to 65535.");
    }

    /// <summary>Divides host:port. Of IPv6 addresses only those in brackets have a port.</summary>
    /// <returns>The host, without brackets, and the port; null if there is none.</returns>
    public static (string Host, string? Port) SplitPort(string text)
    {
        int end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        int colon = text.LastIndexOf(':');
        return (end >= 0 && colon == end + 1) || (end < 0 && colon >= 0 && text.Count(':') == 1)
            ? (text[..colon].Trim('[', ']'), text[(colon + 1)..])
            : (end == text.Length - 1 && end > 0 ? text[1..^1] : text, null);
    }

    private static string Join(string host, int port)
    {
        string bracketed = host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;
        return string.Create(CultureInfo.InvariantCulture, $"{bracketed}:{port}");
    }

    private static EdgeEndpoint ParseUnix(string host, long port)
    {
        // gRPC has two ways to write an absolute path: unix:/run/edge.sock and unix:///run/edge.sock.
        string path = host[UnixPrefix.Length..];
        return Socket(host, port, path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path, "");
    }

    private static EdgeEndpoint Socket(string host, long port, string name, string start)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)
            || Encoding.UTF8.GetByteCount(name) > LongestSocketPath)
        {
            throw EdgeException.InvalidArgument(
                "host", $"is \"{PrintableText.Escape(host)}\"; give unix: and the path of a socket, or unix-abstract: and its name, of 1 to {LongestSocketPath} bytes.");
        }

        return new EdgeEndpoint(host, (int)Math.Clamp(port, 0, IPEndPoint.MaxPort), start + name);
    }
}
