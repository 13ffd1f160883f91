using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Tool.Doctor;

/// <summary>Whether an edge, or the proxy that leads to it, accepts connections.</summary>
/// <param name="endpoint">The edge or the proxy.</param>
/// <param name="isProxy">Which of them it is.</param>
/// <param name="patience">How long each address may take.</param>
internal sealed class ConnectionProbe(EdgeEndpoint endpoint, bool isProxy, TimeSpan patience)
{
    private const string ProxyRemedy =
        "Check the proxy's URL and that the proxy is running, or exempt the edge from it (no_proxy, or --proxy \"\").";

    private IReadOnlyList<EndPoint> _addresses = [];

    public async Task<Finding> ResolveAsync(CancellationToken cancellation)
    {
        if (endpoint.SocketPath is string path)
        {
            return ResolveSocket(path);
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellation);
            _addresses = [.. addresses.Select(each => new IPEndPoint(each, endpoint.Port))];
            return new Finding("name", $"{endpoint.Host} is {string.Join(", ", addresses.Select(each => each.ToString()))}");
        }
        catch (SocketException e)
        {
            return new Finding(
                "name",
                $"{endpoint.Host} has no address: {e.Message}",
                isProxy
                    ? ProxyRemedy
                    : "Check the name, /etc/hosts and the DNS server in /etc/resolv.conf; or give the address.",
                ExitCodes.Unavailable);
        }
    }

    /// <summary>Connects to the first address that accepts.</summary>
    public async Task<(Finding Finding, Socket? Socket)> ConnectAsync(CancellationToken cancellation)
    {
        string step = endpoint.SocketPath is null ? "TCP" : "connection";
        ProtocolType protocol = endpoint.SocketPath is null ? ProtocolType.Tcp : ProtocolType.Unspecified;
        var failures = new List<string>();
        bool isRefused = false;
        foreach (EndPoint address in _addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, protocol);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(patience);
            try
            {
                await socket.ConnectAsync(address, limit.Token);
                return (new Finding(step, $"{address} accepts connections"), socket);
            }
            catch (SocketException e)
            {
                isRefused |= e.SocketErrorCode == SocketError.ConnectionRefused;
                failures.Add($"{address}: {e.Message}");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{address}: no answer within {patience.TotalSeconds:0.#} s"));
            }

            socket.Dispose();
        }

        string remedy = isProxy ? ProxyRemedy
            : isRefused
            ? "Nothing listens there: start the edge, and check the port ('ss -ltn' on the device shows what listens)."
            : "Check that the device is on, that the network reaches it ('ping'), and that no firewall drops the port.";
        return (new Finding(step, string.Join("; ", failures), remedy, ExitCodes.Unavailable), null);
    }

    private Finding ResolveSocket(string path)
    {
        const string Step = "socket";
        _addresses = [new UnixDomainSocketEndPoint(path)];
        return path[0] == '\0' ? new Finding(Step, $"{path[1..]} is in the abstract namespace")
            : File.Exists(path) ? new Finding(Step, $"{path} exists")
            : new Finding(Step, $"{path} does not exist", "Check the path, and that the edge runs.", ExitCodes.Unavailable);
    }
}
