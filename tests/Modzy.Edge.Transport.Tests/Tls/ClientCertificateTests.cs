using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tests.Streams;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>
/// Edges that ask for a certificate of the client. What they send in alerts is the subject of tests/interop; these say
/// nothing, and close the connection.
/// </summary>
[Collection(nameof(TlsTests))]
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    /// <summary>How a client makes its call.</summary>
    public enum Way
    {
        Blocking,
        Async,
        Stream,
        Channel,
    }

    public static TheoryData<Way, SslProtocols> Ways =>
        [.. from way in Enum.GetValues<Way>() from version in (SslProtocols[])[SslProtocols.Tls12, SslProtocols.Tls13] select (way, version)];

    private EdgeTlsOptions Trusting => new() { CaPem = _authority.Pem };

    private EdgeTlsOptions Identified
    {
        get
        {
            X509Certificate2 device = _authority.Issue("CN=device");
            return Trusting with { CertificatePem = TestAuthority.CertificatePem(device), KeyPem = TestAuthority.KeyPem(device) };
        }
    }

    private static EdgeException Fail(int port, EdgeTlsOptions tls, Way way)
    {
        using EdgeClient client = Open(port, tls, way);
        return Fail(client, way);
    }

    private static EdgeClient Open(int port, EdgeTlsOptions tls, Way way) => new("127.0.0.1", port, new EdgeClientOptions
    {
        Tls = tls,
        Retry = new EdgeRetryOptions { MaxAttempts = 1 },
        Transport = way == Way.Channel ? EdgeTransportKind.Channel : EdgeTransportKind.Direct,
        Deadline = Transports.TestTimeout,
    });

    private static EdgeException Fail(EdgeClient client, Way way) => Assert.Throws<EdgeException>(() =>
    {
        switch (way)
        {
            case Way.Async:
                client.PingAsync().GetAwaiter().GetResult();
                break;
            case Way.Stream:
                client.OpenAsync().GetAwaiter().GetResult();
                break;
            default:
                client.Ping();
                break;
        }
    });

    private static void CheckRefusal(EdgeException failure, bool hasCertificate)
    {
        Assert.Contains(
            hasCertificate ? "the edge does not accept the client's certificate" : "the edge requires a certificate of the client",
            failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            hasCertificate ? "tls.certificate_file" : "Set tls.certificate_file and tls.key_file", failure.Message, StringComparison.Ordinal);
        Assert.Equal(EdgeStatus.Unauthenticated, failure.Status);
        Assert.False(failure.IsRetriable);
        Assert.Equal(EdgeErrorOrigin.Transport, failure.Origin);
        Assert.Equal(1, failure.Attempts);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Kestrel_requires_one(Way way, SslProtocols version)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.SslProtocols = version;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = static (_, _, _) => false;
        }));

        CheckRefusal(Fail(server.Endpoint.Port, Trusting, way), hasCertificate: false);
        CheckRefusal(Fail(server.Endpoint.Port, Identified, way), hasCertificate: true);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_server_closes_after_the_handshake(Way way, SslProtocols version)
    {
        using TlsTerminator server = Asking(null, version);

        CheckRefusal(Fail(server.Port, Trusting, way), hasCertificate: false);
        CheckRefusal(Fail(server.Port, Identified, way), hasCertificate: true);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_server_closes_within_the_handshake(Way way, SslProtocols version)
    {
        using TlsTerminator server = Asking(null, version, static () => throw new IOException("closes"));

        CheckRefusal(Fail(server.Port, Trusting, way), hasCertificate: false);
        if (way != Way.Channel || version != SslProtocols.Tls12)
        {
            // SslStream does not tell within the handshake whether it has sent the certificate.
            CheckRefusal(Fail(server.Port, Identified, way), hasCertificate: true);
        }
    }

    /// <summary>The edge asks and works without, too: that its connection is lost says nothing about certificates.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void An_edge_that_asks_and_works_without_one_is_lost(Way way, SslProtocols version)
    {
        using var peer = new ScriptedPeer(static connection =>
        {
            connection.Greet();
            connection.AwaitProcessing();
        });
        using TlsTerminator server = Asking(peer.Endpoint, version);

        CheckLoss(Fail(server.Port, Trusting, way), way);
        CheckLoss(Fail(server.Port, Identified, way), way);
    }

    /// <summary>The same, before the new connection has received anything.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void An_edge_that_has_worked_without_one_goes(Way way, SslProtocols version)
    {
        int handshakes = 0;
        using var peer = new ScriptedPeer(static connection =>
        {
            connection.Greet();
            if (connection.Number == 1)
            {
                connection.AwaitProcessing();
            }
        });
        using TlsTerminator server = Asking(peer.Endpoint, version, () =>
        {
            if (Interlocked.Increment(ref handshakes) > 1)
            {
                throw new IOException("closes");
            }
        });
        using EdgeClient client = Open(server.Port, Trusting, way);

        CheckLoss(Fail(client, way), way);
        CheckLoss(Fail(client, way), way);
    }

    [Theory]
    [TransportPaths]
    public async Task Kestrel_asks_for_one_and_works_without(TransportPath path)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        }));
        using EdgeTransport transport = Transports.Open(path, server.Endpoint, new EdgeClientOptions { Tls = Trusting });

        Assert.Equal([7], transport.Call(RawMethods.Echo, [7]));
        Assert.Equal([8], transport.Call(RawMethods.Echo, [8]));
    }

    private static void CheckLoss(EdgeException failure, Way way)
    {
        Assert.DoesNotContain("certificate", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual(EdgeStatus.Unauthenticated, failure.Status);
        if (way != Way.Channel)
        {
            // SocketsHttpHandler has several words for a connection that is lost before it was used.
            Assert.Equal(EdgeStatus.Unavailable, failure.Status);
            Assert.True(failure.IsRetriable);
        }
    }

    /// <summary>A server that asks for a certificate, accepts all and none, and closes the connection then if it has no target.</summary>
    private TlsTerminator Asking(EdgeEndpoint? target, SslProtocols version, Action? onHandshake = null) => new(
        target,
        _authority.Issue("CN=edge"),
        options =>
        {
            options.EnabledSslProtocols = version;
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                onHandshake?.Invoke();
                return certificate?.Subject is null or "CN=device";
            };
        });
}
