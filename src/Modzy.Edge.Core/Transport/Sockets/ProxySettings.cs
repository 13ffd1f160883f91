using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Which proxy leads to an edge: the option, or the environment variables that gRPC's own clients read.
/// </summary>
internal static class ProxySettings
{
    private const string Parameter = "proxy";

    private const int DefaultPort = 80;

    private const string Scheme = "http://";

    /// <summary>
    /// In the order of gRPC. In upper case they are not read: a CGI program gets the header field Proxy of a request as
    /// HTTP_PROXY.
    /// </summary>
    private static readonly string[] _variables = ["grpc_proxy", "https_proxy", "http_proxy"];

    private static readonly string[] _exemptions = ["no_grpc_proxy", "no_proxy"];

    /// <summary>The proxy to an edge; null if it is reached directly.</summary>
    /// <param name="endpoint">The edge.</param>
    /// <param name="option">The option of the client: null for the environment, empty for none.</param>
    /// <exception cref="EdgeException">The URL of the proxy is invalid.</exception>
    public static HttpProxy? Find(EdgeEndpoint endpoint, string? option) =>
        Find(endpoint, option, Environment.GetEnvironmentVariable);

    /// <inheritdoc cref="Find(EdgeEndpoint, string?)"/>
    /// <param name="endpoint">The edge.</param>
    /// <param name="option">The option of the client.</param>
    /// <param name="environment">Gives the value of an environment variable.</param>
    public static HttpProxy? Find(EdgeEndpoint endpoint, string? option, Func<string, string?> environment)
    {
        if (option is not null)
        {
            // A wrong URL is an error for a local edge, too.
            HttpProxy? given = option.Length == 0 ? null : Parse(option, "the option proxy");
            return endpoint.IsLocal ? null : given;
        }

        if (endpoint.IsLocal || First(_variables, environment) is not string variable
            || (First(_exemptions, environment) is string exemptions
                && ProxyExemptions.Contain(environment(exemptions)!, endpoint)))
        {
            return null;
        }

        return Parse(environment(variable)!, $"the environment variable {variable}");
    }

    private static string? First(string[] names, Func<string, string?> environment) =>
        Array.Find(names, name => environment(name) is { Length: > 0 });

    /// <summary>Reads a URL. Errors do not show it: it may hold a password.</summary>
    private static HttpProxy Parse(string url, string source)
    {
        string rest = url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? url[Scheme.Length..] : url;
        if (url.AsSpan().Trim().Length != url.Length)
        {
            throw Invalid(source, "begins or ends with a space; give http://host:port, or http://user:password@host:port");
        }

        int scheme = rest.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            throw Invalid(source, $"has the scheme {PrintableText.Escape(rest[..scheme])}; only HTTP proxies are supported, http://host:port");
        }

        rest = rest.TrimEnd('/');
        int at = rest.LastIndexOf('@');
        string? credentials = at < 0 ? null : Uri.UnescapeDataString(rest[..at]);
        if (credentials?.AsSpan().ContainsAny('\r', '\n', '\0') == true)
        {
            throw Invalid(source, "holds a control character in the user name or the password");
        }

        string authority = rest[(at + 1)..];
        if (authority.Contains('/', StringComparison.Ordinal))
        {
            throw Invalid(source, "has a path, or a / in the password; give http://host:port, or http://user:password@host:port, with / as %2F");
        }

        (string host, string? port) = EdgeEndpoint.SplitPort(authority);
        int number = DefaultPort;
        if (port is not null && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number is >= 1 and <= IPEndPoint.MaxPort))
        {
            throw Invalid(source, "has no valid port; give http://host:port, or http://user:password@host:port");
        }

        try
        {
            var endpoint = EdgeEndpoint.Parse(host, number);
            if (endpoint.SocketPath is null)
            {
                return new HttpProxy(endpoint, source, credentials);
            }
        }
        catch (EdgeException)
        {
            // Its message shows the host, which may be a password.
        }

        throw Invalid(source, "is not the URL of an HTTP proxy; give http://host:port, or http://user:password@host:port, with the "
            + "characters @, :, / and % of the password encoded as %40, %3A, %2F and %25");
    }

    private static EdgeException Invalid(string source, string problem) =>
        EdgeException.InvalidArgument(Parameter, $"({source}) {problem}.");
}

/// <summary>The hosts that are reached without a proxy: the value of no_proxy.</summary>
internal static class ProxyExemptions
{
    /// <summary>
    /// Whether an edge is among them. Each is a name, which its subdomains share, with or without a dot or "*." before
    /// it; an address; a range of addresses such as 10.0.0.0/8; or * for all. A port restricts it.
    /// </summary>
    public static bool Contain(string exemptions, EdgeEndpoint endpoint)
    {
        string host = endpoint.Host.TrimEnd('.');
        int zone = host.IndexOf('%', StringComparison.Ordinal);
        IPAddress? address = IPAddress.TryParse(zone < 0 ? host : host[..zone], out IPAddress? parsed) ? parsed : null;
        return exemptions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(exemption => exemption == "*" || IsMatch(exemption, host, address, endpoint.Port));
    }

    private static bool IsMatch(string exemption, string host, IPAddress? address, int port)
    {
        int slash = exemption.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            return address is not null && IPAddress.TryParse(exemption.AsSpan(0, slash), out IPAddress? first)
                && byte.TryParse(
                    exemption.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out byte bits)
                && IsInRange(address, first, bits);
        }

        (string name, string? onlyPort) = EdgeEndpoint.SplitPort(exemption);
        if (onlyPort is not null && onlyPort != port.ToString(CultureInfo.InvariantCulture))
        {
            return false;
        }

        if (address is not null)
        {
            return IPAddress.TryParse(name, out IPAddress? exempted) && exempted.Equals(address);
        }

        name = (name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name).Trim('.');
        return name.Length > 0 && (host.Equals(name, StringComparison.OrdinalIgnoreCase)
            || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the first bits of two addresses are the same.</summary>
    private static bool IsInRange(IPAddress address, IPAddress first, int bits)
    {
        byte[] a = address.GetAddressBytes();
        byte[] b = first.GetAddressBytes();
        int whole = bits / 8;
        int rest = 8 - (bits % 8);
        return a.Length == b.Length && bits <= 8 * a.Length && a.AsSpan(0, whole).SequenceEqual(b.AsSpan(0, whole))
            && (rest == 8 || a[whole] >> rest == b[whole] >> rest);
    }
}
