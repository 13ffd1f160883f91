using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Transport.Connections;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tests.Streams;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>Calls over TLS, against Kestrel and scripted peers.</summary>
[Collection(nameof(TlsTests))]
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 ServerCertificate => _authority.Issue("CN=edge");

    private Task<RawServer> StartAsync(Action<HttpsConnectionAdapterOptions>? configure = null, string? socketPath = null)
    {
        X509Certificate2 certificate = ServerCertificate;
        return RawServer.StartAsync(socketPath, configure: listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            configure?.Invoke(https);
        }));
    }

    private EdgeClientOptions Options => new() { Tls = new EdgeTlsOptions { CaPem = _authority.Pem } };

    [Theory]
    [TransportPaths]
    public async Task Calls_of_all_sizes_are_answered(TransportPath path)
    {
        await using RawServer server = await StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, Options);

        foreach (int size in (int[])[0, 1, 100, 16_000, 16_384, 70_000, 3_000_000])
        {
            byte[] request = RawMethods.Pattern(size);
            Assert.Equal(request, transport.Call(RawMethods.Echo, request));
        }

        Assert.Equal(RawMethods.Pattern(20_000_000), transport.Call(RawMethods.Produce, RawMethods.Text("20000000")));
        Assert.Equal(RawMethods.SumOf(new byte[9_000_000]), transport.Call(RawMethods.Sum, new byte[9_000_000]));
    }

    [Theory]
    [TransportPaths]
    public async Task The_older_version_of_TLS_is_spoken_too(TransportPath path)
    {
        await using RawServer server = await StartAsync(static https => https.SslProtocols = SslProtocols.Tls12);
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, Options);

        Assert.Equal([7], transport.Call(RawMethods.Echo, [7]));
        byte[] request = RawMethods.Pattern(500_000);
        Assert.Equal(request, transport.Call(RawMethods.Echo, request));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Async)]
    public async Task Many_threads_call_at_a_time(TransportPath path)
    {
        await using RawServer server = await StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, Options);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 40; i++)
            {
                byte[] request = RawMethods.Pattern((thread * 997) + (i * 1013));
                Assert.Equal(request, transport.Call(RawMethods.Echo, request));
            }
        })));
    }

    [Theory]
    [TransportPaths]
    public async Task A_client_certificate_is_sent(TransportPath path)
    {
        await using RawServer server = await StartAsync(https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = static (certificate, _, _) => certificate.Subject == "CN=device";
        });
        X509Certificate2 device = _authority.Issue("CN=device");
        EdgeTlsOptions tls = Options.Tls! with
        {
            CertificatePem = TestAuthority.CertificatePem(device),
            KeyPem = TestAuthority.EncryptedKeyPem(device, "pässword"),
            KeyPassword = "pässword"u8.ToArray(),
        };
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, new EdgeClientOptions { Tls = tls });

        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public async Task The_certificate_of_the_edge_may_be_trusted_itself(TransportPath path)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge", "localhost");
        X509Certificate2 another = _authority.Issue("CN=another", "localhost");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(certificate));
        EdgeTlsOptions tls = Options.Tls! with { CaPem = TestAuthority.CertificatePem(certificate), ServerName = "localhost" };
        using EdgeTransport trusting = Transports.Open(path, server.Endpoint, new EdgeClientOptions { Tls = tls });
        using EdgeTransport distrusting = Transports.Open(
            path, server.Endpoint, new EdgeClientOptions { Tls = tls with { CaPem = TestAuthority.CertificatePem(another) } });
        using EdgeTransport misnaming = Transports.Open(
            path, server.Endpoint, new EdgeClientOptions { Tls = tls with { ServerName = "edge.example" } });

        Assert.Equal([1], trusting.Call(RawMethods.Echo, [1]));
        Assert.Equal(StatusCode.Unauthenticated, distrusting.Fail(RawMethods.Echo, [1]).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, misnaming.Fail(RawMethods.Echo, [1]).StatusCode);
    }

    [Theory]
    [InlineData(TransportPath.Exclusive)]
    [InlineData(TransportPath.Channel)]
    public async Task The_name_is_asked_for_and_checked(TransportPath path)
    {
        string? asked = null;
        X509Certificate2 certificate = _authority.Issue("CN=edge", "edge.example");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(
            (_, hello, _, _) =>
            {
                asked = hello.ServerName;
                return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            },
            state: null!));
        EdgeTlsOptions tls = Options.Tls! with { ServerName = "edge.example" };
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, new EdgeClientOptions { Tls = tls });

        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        Assert.Equal("edge.example", asked);
    }

    [Fact]
    public async Task Unix_domain_sockets_need_a_name()
    {
        string path = Path.Combine(Path.GetTempPath(), $"tls-{Guid.NewGuid():n}.sock");
        await using RawServer server = await StartAsync(socketPath: path);
        EdgeException failure = Assert.Throws<EdgeException>(() => new EdgeClient($"unix:{path}", 0, Options));
        Assert.Equal("tls.server_name", failure.Parameter);

        EdgeTlsOptions tls = Options.Tls! with { ServerName = "localhost" };
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, server.Endpoint, new EdgeClientOptions { Tls = tls });
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Sessions_are_resumed(SslProtocols version)
    {
        await using RawServer server = await StartAsync(https => https.SslProtocols = version);
        using var context = new TlsContext(TlsSettings.Of(server.Endpoint, Options.Tls!));
        List<bool> resumed = [];
        for (int i = 0; i < 3; i++)
        {
            EdgeSocket socket = new Connector(server.Endpoint, Transports.TestTimeout, tls: context)
                .Connect(Deadline.Never, TestContext.Current.CancellationToken);
            using var connection = new ExclusiveConnection(socket, busyPoll: null, keepAlive: null);
            resumed.Add(((TlsSocket)socket).IsResumed);
            byte[] reply = connection.Call(
                RawMethods.Echo, [3], new RequestHeaders("localhost", isTls: true), default, new CallLimits(Deadline.Never, null));
            Assert.Equal([3], reply);
        }

        Assert.Equal([false, true, true], resumed);
    }

    [Fact]
    public async Task A_replaced_certificate_is_used_by_the_next_connection()
    {
        List<string> subjects = [];
        await using RawServer server = await StartAsync(https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) =>
            {
                subjects.Add(certificate.Subject);
                return true;
            };
        });
        string file = Path.GetTempFileName();
        Write(_authority.Issue("CN=first"));
        var log = new Lines();
        using var context = new TlsContext(
            TlsSettings.Of(server.Endpoint, Options.Tls! with { CertificateFile = file }), new CallLog(log, "the edge"));
        Call();
        await File.WriteAllTextAsync(file, "half written", TestContext.Current.CancellationToken);
        Call();
        Call();
        Assert.Contains(file, context.ReloadFailure, StringComparison.Ordinal);
        Assert.Contains("the former ones still are: tls.certificate_file", Assert.Single(log), StringComparison.Ordinal);
        Write(_authority.Issue("CN=second"));
        Call();
        Assert.Null(context.ReloadFailure);

        Assert.Equal("CN=first", subjects[0]);
        Assert.Equal("CN=second", subjects[^1]);
        File.Delete(file);

        void Write(X509Certificate2 certificate)
        {
            string next = file + ".next";
            File.WriteAllBytes(next, [.. TestAuthority.CertificatePem(certificate), .. TestAuthority.KeyPem(certificate)]);
            File.Move(next, file, overwrite: true);
        }

        void Call()
        {
            EdgeSocket socket = new Connector(server.Endpoint, Transports.TestTimeout, tls: context)
                .Connect(Deadline.Never, TestContext.Current.CancellationToken);
            using var connection = new ExclusiveConnection(socket, busyPoll: null, keepAlive: null);
            connection.Call(RawMethods.Echo, [3], new RequestHeaders("localhost", isTls: true), default, new CallLimits(Deadline.Never, null));
        }
    }

    [Fact]
    public async Task Streams_are_carried()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            StreamPeer stream = StreamPeer.OfferAnother(connection);
            stream.SendHeaders();
            for (int i = 0; i < 3; i++)
            {
                stream.ReadFrame();
                stream.Send(StreamPeer.Inference($"{i}", outputLength: i * 300_000));
            }

            stream.ReadEnd();
            stream.End();
        });
        using X509Certificate2 certificate = ServerCertificate;
        using var terminator = new TlsTerminator(peer.Endpoint, certificate);
        using var client = new EdgeClient("127.0.0.1", terminator.Port, Options);
        using InferenceStream stream = await client.OpenAsync();

        for (int i = 0; i < 3; i++)
        {
            await stream.SendAsync(RawMethods.Pattern((i * 400_000) + 1));
            Assert.Equal($"{i}", await stream.ReceiveIdentifierAsync());
        }

        await stream.CompleteAsync();
        Assert.Null(await stream.ReceiveIdentifierAsync());
    }

    [Fact]
    public async Task Nothing_of_OpenSSL_is_left()
    {
        int contexts = TlsContext.OpenContexts;
        int sockets = TlsSocket.OpenSockets;
        await using (RawServer server = await StartAsync())
        {
            foreach (TransportPath path in (TransportPath[])[TransportPath.Exclusive, TransportPath.Async])
            {
                using EdgeTransport transport = Transports.Open(path, server.Endpoint, Options);
                transport.Call(RawMethods.Echo, [1]);
                Assert.True(TlsSocket.OpenSockets > sockets);
            }

            EdgeTlsOptions distrustful = new() { CaPem = TestAuthority.CertificatePem(TestAuthority.SelfSigned("CN=other")) };
            using EdgeTransport failing = Transports.Open(
                TransportPath.Exclusive, server.Endpoint, new EdgeClientOptions { Tls = distrustful });
            failing.Fail(RawMethods.Echo, [1]);
        }

        SpinWait.SpinUntil(() => TlsSocket.OpenSockets == sockets, Transports.TestTimeout);
        Assert.Equal((contexts, sockets), (TlsContext.OpenContexts, TlsSocket.OpenSockets));
    }

    [Fact]
    public void Nothing_of_OpenSSL_is_left_of_a_client_that_cannot_be_made()
    {
        int contexts = TlsContext.OpenContexts;

        EdgeException failure = Assert.Throws<EdgeException>(
            () => new EdgeClient("edge.example", 443, Options with { Proxy = "no URL" }));
        Assert.Equal("proxy", failure.Parameter);
        EdgeTlsOptions tls = Options.Tls! with { ServerName = null };
        failure = Assert.Throws<EdgeException>(
            () => new EdgeClient("edge.example:443,unix:/tmp/edge.sock", 0, Options with { Tls = tls }));
        Assert.Equal("tls.server_name", failure.Parameter);

        Assert.Equal(contexts, TlsContext.OpenContexts);
    }

    [Fact]
    public void A_missing_library_is_named()
    {
        EdgeException failure = Assert.Throws<EdgeException>(() => OpenSsl.Load(["libssl.so.0", "libssl.so.00"]));
        Assert.Equal(EdgeStatus.FailedPrecondition, failure.Status);
        Assert.Contains("libssl.so.0, libssl.so.00", failure.Message, StringComparison.Ordinal);
        Assert.Contains("install the package libssl3", failure.Message, StringComparison.Ordinal);

        failure = Assert.Throws<EdgeException>(() => OpenSsl.Load(["libc.so.6"]));
        Assert.Equal(EdgeStatus.FailedPrecondition, failure.Status);
        Assert.Contains("libc.so.6 has no function TLS_client_method", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
