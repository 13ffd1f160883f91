using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Modzy.Edge.Tool.Commands;

namespace Modzy.Edge.Tool.Doctor;

/// <summary>Goes the way of a call step by step, until one of them fails.</summary>
internal sealed class Examination(EdgeSelection selection, TimeSpan patience)
{
    private const string UnixPrefix = "unix:";

    private readonly EdgeContext _edge = selection.Context;

    public async IAsyncEnumerable<Finding> RunAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string port = IsSocket ? "" : string.Create(CultureInfo.InvariantCulture, $" port {_edge.Port}");
        yield return new Finding("edge", $"{_edge.Host}{port}, from {selection.Origin}");
        (Finding name, IReadOnlyList<EndPoint> places) = await ResolveAsync(cancellation);
        yield return name;
        if (!name.Passed)
        {
            yield break;
        }

        (Finding reached, Socket? socket) = await ConnectAsync(places, cancellation);
        yield return reached;
        if (socket is null)
        {
            yield break;
        }

        Finding http;
        using (socket)
        {
            using CancellationTokenSource limit = Limit(cancellation);
            try
            {
                http = await Http2Probe.RunAsync(socket, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                http = new Finding(
                    "HTTP/2",
                    string.Create(CultureInfo.InvariantCulture, $"there is no answer within {patience.TotalSeconds:0.#} s"),
                    "The peer accepts connections and is silent: check the port, then restart the edge.",
                    ExitCodes.TimedOut);
            }
        }

        yield return http;
        if (!http.Passed)
        {
            yield break;
        }

        using var client = new EdgeClient(_edge.Host, _edge.Port, _edge.Options);
        Finding grpc = await PingAsync(client, cancellation);
        yield return grpc;
        if (grpc.Passed)
        {
            yield return await FeaturesAsync(client, cancellation);
            yield return new Finding("TLS", "none: this client has no TLS yet, so use networks that you trust, or a tunnel");
        }
    }

    private bool IsSocket => EdgeSelection.IsSocket(_edge.Host);

    private async Task<(Finding Finding, IReadOnlyList<EndPoint> Places)> ResolveAsync(CancellationToken cancellation)
    {
        if (_edge.Host.StartsWith(EdgeSelection.AbstractPrefix, StringComparison.Ordinal))
        {
            string name = _edge.Host[EdgeSelection.AbstractPrefix.Length..];
            return (new Finding("socket", $"{name} is in the abstract namespace"), [new UnixDomainSocketEndPoint($"\0{name}")]);
        }

        if (IsSocket)
        {
            string path = _edge.Host[UnixPrefix.Length..];
            path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;
            return File.Exists(path)
                ? (new Finding("socket", $"{path} exists"), [new UnixDomainSocketEndPoint(path)])
                : (new Finding("socket", $"{path} does not exist", "Check the path, and that the edge runs.", ExitCodes.Unavailable), []);
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(_edge.Host.Trim('[', ']'), cancellation);
            return (new Finding("name", $"{_edge.Host} is {string.Join(", ", addresses.Select(each => each.ToString()))}"),
                [.. addresses.Select(each => new IPEndPoint(each, _edge.Port))]);
        }
        catch (SocketException e)
        {
            var unknown = new Finding(
                "name",
                $"{_edge.Host} has no address: {e.Message}",
                "Check the name, /etc/hosts and the DNS server in /etc/resolv.conf; or give the address.",
                ExitCodes.Unavailable);
            return (unknown, []);
        }
    }

    private async Task<(
        Finding Finding, Socket? Socket)> ConnectAsync(IReadOnlyList<EndPoint> places, CancellationToken cancellation)
    {
        string step = IsSocket ? "connection" : "TCP";
        var failures = new List<string>();
        bool isRefused = false;
        foreach (EndPoint place in places)
        {
            var socket = new Socket(
                place.AddressFamily, SocketType.Stream, IsSocket ? ProtocolType.Unspecified : ProtocolType.Tcp);
            using CancellationTokenSource limit = Limit(cancellation);
            try
            {
                await socket.ConnectAsync(place, limit.Token);
                return (new Finding(step, $"{place} accepts connections"), socket);
            }
            catch (SocketException e)
            {
                isRefused |= e.SocketErrorCode == SocketError.ConnectionRefused;
                failures.Add($"{place}: {e.Message}");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{place}: no answer within {patience.TotalSeconds:0.#} s"));
            }

            socket.Dispose();
        }

        string remedy = isRefused
            ? "Nothing listens there: start the edge, and check the port ('ss -ltn' on the device shows what listens)."
            : "Check that the device is on, that the network reaches it ('ping'), and that no firewall drops the port.";
        return (new Finding(step, string.Join("; ", failures), remedy, ExitCodes.Unavailable), null);
    }

    private async Task<Finding> PingAsync(EdgeClient client, CancellationToken cancellation)
    {
        const string Step = "gRPC";
        try
        {
            TimeSpan time = await client.PingAsync(patience, cancellation);
            return new Finding(Step, string.Create(CultureInfo.InvariantCulture, $"a call took {time.TotalMilliseconds:0.0} ms"));
        }
        catch (EdgeException e) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(
                Step,
                Failures.Describe(e),
                "HTTP/2 works, but no gRPC call does: check that this is the port of the edge, then look into its log.",
                ExitCodes.Of(e));
        }
    }

    private static async Task<Finding> FeaturesAsync(EdgeClient client, CancellationToken cancellation)
    {
        const string Step = "features";
        try
        {
            EdgeFeatures features = await client.Jobs.GetFeaturesAsync(null, cancellation);
            return new Finding(Step, string.Join(", ", FeaturesCommand.Rows(features).Select(row => $"{row[0]} {row[1]}")));
        }
        catch (EdgeException e) when (e.Status == EdgeStatus.Unimplemented)
        {
            return new Finding(
                Step,
                "the edge does not tell its limits: it is an older one, or another gRPC server",
                "Check host and port; chunked uploads are not possible with it.",
                ExitCodes.CallFailed);
        }
        catch (EdgeException e) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(Step, Failures.Describe(e), "Look into the log of the edge.", ExitCodes.Of(e));
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        return limit;
    }
}
