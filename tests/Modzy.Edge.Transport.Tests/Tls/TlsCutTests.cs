using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>Connections that are cut within the exchange of a call: the error is true about what was sent.</summary>
[Collection(nameof(TlsTests))]
public sealed class TlsCutTests : IDisposable
{
    /// <summary>A prime, so that the offsets of several exchanges differ. 1 in MODZY_EDGE_LONG_TESTS for every offset.</summary>
    private static readonly int _step =
        Environment.GetEnvironmentVariable("MODZY_EDGE_LONG_TESTS") is null ? 37 : 1;

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 200)]
    [InlineData(true, 40_000)]
    public async Task A_call_whose_connection_is_cut_is_lost_or_made_once(bool cutsRequest, int size)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(certificate));
        var options = new EdgeClientOptions
        {
            Tls = new EdgeTlsOptions { CaPem = _authority.Pem }, Retry = new EdgeRetryOptions { MaxAttempts = 1 },
        };
        int total = Exchange(int.MaxValue).Relayed;
        Assert.InRange(total, 500, 100_000);
        HashSet<EdgeSent?> seen = [];
        for (int offset = 0; offset < total; offset += size > 1000 ? 40 * _step : _step)
        {
            (int _, RpcException? failure, int made) = Exchange(offset);
            seen.Add(SentOf(failure));
            if (failure is null)
            {
                Assert.Equal(1, made);
            }
            else
            {
                Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
                Assert.Equal(SentOf(failure) == EdgeSent.All ? made : 0, made);
            }
        }

        Assert.Contains(EdgeSent.None, seen);
        Assert.Contains(EdgeSent.All, seen);
        SpinWait.SpinUntil(() => TlsSocket.OpenSockets == 0, Transports.TestTimeout);

        (int Relayed, RpcException? Failure, int Made) Exchange(int offset)
        {
            string identifier = Guid.NewGuid().ToString("n");
            using var proxy = new CuttingProxy(server.Endpoint.Port, offset, cutsRequest);
            RpcException? failure = null;
            try
            {
                using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, EdgeEndpoint.Parse("127.0.0.1", proxy.Port), options);
                transport.Call(RawMethods.Record, RawMethods.Text(identifier.PadRight(size)));
            }
            catch (RpcException e)
            {
                failure = e;
            }

            proxy.AwaitEnd();
            return (proxy.Relayed, failure, RawService.TimesOf(identifier));
        }
    }

    private static EdgeSent? SentOf(RpcException? failure) =>
        failure is null ? null : StatusMapping.SentOf(failure) ?? StatusMapping.SentOf(failure.Status.DebugException);

    /// <summary>Relays one connection, and cuts it after so many bytes in one direction.</summary>
    private sealed class CuttingProxy : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;
        private int _relayed;

        public CuttingProxy(int port, int offset, bool cutsRequest)
        {
            _listener.Start();
            _serving = ServeAsync(port, offset, cutsRequest);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Relayed => _relayed;

        public void AwaitEnd()
        {
            _listener.Stop();
            _serving.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken);
        }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(int port, int offset, bool cutsRequest)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, port);
                Task request = RelayAsync(client.GetStream(), server.GetStream(), cutsRequest ? offset : int.MaxValue, cutsRequest);
                Task response = RelayAsync(server.GetStream(), client.GetStream(), cutsRequest ? int.MaxValue : offset, !cutsRequest);
                await Task.WhenAny(request, response);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The client needs no other connection.
            }
        }

        private async Task RelayAsync(NetworkStream from, NetworkStream to, int limit, bool counts)
        {
            byte[] buffer = new byte[16 * 1024];
            try
            {
                for (int left = limit; left > 0;)
                {
                    int count = await from.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
                    if (count == 0)
                    {
                        return;
                    }

                    await to.WriteAsync(buffer.AsMemory(0, count));
                    left -= count;
                    _relayed += counts ? count : 0;
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Cut.
            }
        }
    }
}
