using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Converts --host and --port to an end point, and explains why it cannot be listened on.</summary>
internal static class ListenAddress
{
    private const string UnixPrefix = "unix:";

    /// <summary>The size of sun_path in sockaddr_un, without the terminating zero.</summary>
    private const int LongestPath = 107;

    /// <exception cref="ArgumentException">The host cannot be listened on; the message is for the user.</exception>
    public static async Task<EndPoint> ResolveAsync(string host, int port)
    {
        if (host.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return SocketAt(host[UnixPrefix.Length..]);
        }

        if (host.Length == 0)
        {
            throw InvalidHost(host, "empty");
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return new IPEndPoint(address, port);
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host);
            var preferred = Array.Find(addresses, each => each.AddressFamily == AddressFamily.InterNetwork);
            return new IPEndPoint(preferred ?? addresses[0], port);
        }
        catch (SocketException e)
        {
            throw InvalidHost(host, e.Message);
        }
        catch (ArgumentException)
        {
            throw InvalidHost(host, "longer than a name can be");
        }
    }

    /// <summary>Why it is not possible to listen, and what to do.</summary>
    public static string Explain(Exception failure, EndPoint endPoint)
    {
        var cause = failure;
        while (cause is not SocketException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        var reason = cause.Message.TrimEnd('.');
        var isFile = endPoint is UnixDomainSocketEndPoint;
        return (cause as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse when isFile =>
                $"{reason}. Choose another path, or remove the file that has this one.",
            SocketError.AddressAlreadyInUse =>
                $"{reason}. Choose another --port (0 takes a free one), or stop the process that 'ss -ltnp' shows.",
            SocketError.AccessDenied when isFile => $"{reason}. Choose a path in a directory that can be written to.",
            SocketError.AccessDenied => $"{reason}. Choose a --port above 1023.",
            SocketError.AddressNotAvailable when isFile => $"{reason}. Choose a path in a directory that exists.",
            SocketError.AddressNotAvailable =>
                $"{reason}. --host takes an address of this machine; 0.0.0.0 stands for all.",
            _ => $"{reason}.",
        };
    }

    /// <summary>The requested address, for messages.</summary>
    public static string Text(string host, int port) =>
        host.StartsWith(UnixPrefix, StringComparison.Ordinal) ? host : $"{host} port {port}";

    /// <summary>The address in a URL of the server: 127.0.0.1:55000, [::1]:55000 or unix:/run/edge.sock.</summary>
    public static string Text(string url) => url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];

    private static UnixDomainSocketEndPoint SocketAt(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        return length is > 0 and <= LongestPath
            ? new UnixDomainSocketEndPoint(path)
            : throw new ArgumentException(
                $"--host takes a path of 1 to {LongestPath} bytes after '{UnixPrefix}',"
                + $" not the {length} bytes of '{path}'.");
    }

    private static ArgumentException InvalidHost(string host, string why) => new(
        $"--host takes an address, a name that resolves to one, or unix:PATH, not '{host}' ({why}).");
}
