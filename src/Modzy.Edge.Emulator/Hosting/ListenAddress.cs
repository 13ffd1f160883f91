using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>From what --host and --port say to what a socket is bound to.</summary>
internal static class ListenAddress
{
    private const string UnixPrefix = "unix:";

    /// <exception cref="SocketException">The name does not resolve.</exception>
    public static async Task<EndPoint> ResolveAsync(string host, int port)
    {
        if (host.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return new UnixDomainSocketEndPoint(host[UnixPrefix.Length..]);
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return new IPEndPoint(address, port);
        }

        var addresses = await Dns.GetHostAddressesAsync(host);
        var preferred = Array.Find(addresses, each => each.AddressFamily == AddressFamily.InterNetwork);
        return new IPEndPoint(preferred ?? addresses[0], port);
    }

    /// <summary>What was asked for, for messages.</summary>
    public static string Text(string host, int port) =>
        host.StartsWith(UnixPrefix, StringComparison.Ordinal) ? host : $"{host} port {port}";

    /// <summary>Where a server has come to listen: 127.0.0.1:55000, [::1]:55000 or unix:/run/edge.sock.</summary>
    public static string Text(string url) => url["http://".Length..];
}
