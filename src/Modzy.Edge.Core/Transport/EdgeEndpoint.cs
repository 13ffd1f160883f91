using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport;

/// <summary>Where an edge listens.</summary>
internal sealed class EdgeEndpoint
{
    private EdgeEndpoint(string host, int port)
    {
        Host = host;
        Port = port;
    }

    /// <summary>A name or an address, an IPv6 address without brackets.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <exception cref="EdgeException">The host or the port cannot be right.</exception>
    public static EdgeEndpoint Parse(string host, long port)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Length == 0)
        {
            throw EdgeException.InvalidArgument("host", "is empty; give a name or an address, such as localhost.");
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
        // IPAddress would take brackets and a port too.
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

        // What is no DNS name, such as one with an underscore, may be in /etc/hosts nevertheless.
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.Basic
            ? new EdgeEndpoint(host, (int)port)
            : throw EdgeException.InvalidArgument("host", $"is \"{host}\", which is neither a name nor an address.");
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
