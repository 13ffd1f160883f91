using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Modzy.Edge.Tool.Commands;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Tool.Doctor;

/// <summary>Goes the way of a call to one edge step by step, until one of them fails.</summary>
/// <remarks>
/// Proxies and TLS are the client's: where there are any, a call is made, and its error tells which step failed.
/// </remarks>
/// <param name="endpoint">The edge.</param>
/// <param name="options">The options of the client.</param>
/// <param name="patience">How long each step may take.</param>
internal sealed class EdgeExamination(EdgeEndpoint endpoint, EdgeClientOptions options, TimeSpan patience)
{
    private const string TlsStep = "TLS";

    private readonly HttpProxy? _proxy = ProxySettings.Find(endpoint, options.Proxy);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_proxy is not null)
        {
            yield return new Finding("proxy", TlsArguments.Rename(_proxy.Description));
        }

        var probe = new ConnectionProbe(_proxy?.Endpoint ?? endpoint, _proxy is not null, patience);
        Finding name = await probe.ResolveAsync(cancellation);
        yield return name;
        if (!name.Passed)
        {
            yield break;
        }

        (Finding reached, Socket? socket) = await probe.ConnectAsync(cancellation);
        using (socket)
        {
            yield return reached;
            if (socket is null)
            {
                yield break;
            }

            if (_proxy is null && options.Tls is null)
            {
                Finding http = await Http2Probe.RunAsync(socket, patience, cancellation);
                yield return http;
                if (!http.Passed)
                {
                    yield break;
                }
            }
        }

        await foreach (Finding finding in CallAsync(cancellation))
        {
            yield return finding;
        }
    }

    private async IAsyncEnumerable<Finding> CallAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // With one attempt the error is about what is wrong now. The deadlines are longer than the connect timeout, so
        // that a connection which takes too long is told from a call that does.
        using var client = new EdgeClient(endpoint, options with
        {
            ConnectTimeout = patience,
            Deadline = patience + patience,
            Retry = options.Retry with { MaxAttempts = 1 },
        });
        (Finding grpc, bool isConnected) = await PingAsync(client, cancellation);
        if (isConnected && _proxy is not null)
        {
            yield return new Finding(CallFailure.TunnelStep, $"the proxy leads to {endpoint.Authority}");
        }

        if (isConnected && options.Tls is not null)
        {
            yield return new Finding(TlsStep, "the edge's certificate is accepted, and HTTP/2 agreed on");
        }

        yield return grpc;
        if (!grpc.Passed)
        {
            yield break;
        }

        yield return await FeaturesAsync(client, cancellation);
        if (options.Tls is null)
        {
            yield return new Finding(TlsStep, endpoint.IsLocal
                ? "none: what is sent stays on this machine"
                : "none: others on the way can read and change what is sent; --tls asks for it");
        }
    }

    /// <returns>What came of a call, and whether there was a connection to the edge for it.</returns>
    private async Task<(Finding Finding, bool IsConnected)> PingAsync(EdgeClient client, CancellationToken cancellation)
    {
        try
        {
            TimeSpan time = await client.PingAsync(null, cancellation);
            string text = string.Create(CultureInfo.InvariantCulture, $"a call took {time.TotalMilliseconds:0.0} ms");
            return (new Finding(CallFailure.GrpcStep, text), true);
        }
        catch (EdgeException e) when (!cancellation.IsCancellationRequested)
        {
            string connectionStep = options.Tls is not null ? TlsStep : Http2Probe.Step;
            return (CallFailure.Explain(e, connectionStep), e.Origin == EdgeErrorOrigin.Edge);
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
}
