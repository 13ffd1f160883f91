using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>Each way in which TLS can fail has a status, a cause and a remedy.</summary>
[Collection(nameof(TlsTests))]
public sealed class TlsFailureTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    private EdgeTlsOptions Trusting => new() { CaPem = _authority.Pem };

    public static TheoryData<EdgeTransportKind, bool> Ways => new()
    {
        { EdgeTransportKind.Direct, false }, { EdgeTransportKind.Direct, true }, { EdgeTransportKind.Channel, false },
    };

    private static EdgeException Fail(
        int port, EdgeTlsOptions? tls, EdgeTransportKind transport, bool isAsync, TimeSpan? connectTimeout = null)
    {
        using var client = new EdgeClient("127.0.0.1", port, new EdgeClientOptions
        {
            Tls = tls,
            Transport = transport,
            ConnectTimeout = connectTimeout ?? Transports.TestTimeout,
            Deadline = Transports.TestTimeout,
            Retry = new EdgeRetryOptions { MaxAttempts = 1 },
        });
        return Assert.Throws<EdgeException>(() => isAsync
            ? client.PingAsync().GetAwaiter().GetResult() : client.Ping());
    }

    private static void Check(EdgeException failure, EdgeStatus status, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
        Assert.Equal(status, failure.Status);
        Assert.False(failure.IsRetriable);
        Assert.Equal(EdgeErrorOrigin.Transport, failure.Origin);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_unknown_authority_is_named(EdgeTransportKind transport, bool isAsync)
    {
        using var other = new TestAuthority("CN=Other Authority");
        using var server = new TlsTerminator(null, other.Issue("CN=edge"));

        Check(
            Fail(server.Port, Trusting, transport, isAsync), EdgeStatus.Unauthenticated, "its certificate was issued by an authority that is not trusted",
            "CN=edge", "CN=Other Authority", "Set tls.ca_pem to the certificate of the authority");
        Check(
            Fail(server.Port, new EdgeTlsOptions(), transport, isAsync), EdgeStatus.Unauthenticated, "not trusted", "Set tls.ca_file", "ca-certificates");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_self_signed_certificate_is_refused_unless_it_is_trusted(EdgeTransportKind transport, bool isAsync)
    {
        using X509Certificate2 certificate = TestAuthority.SelfSigned("CN=alone");
        using var server = new TlsTerminator(null, certificate);

        Check(Fail(server.Port, Trusting, transport, isAsync), EdgeStatus.Unauthenticated, "self-signed", "CN=alone", "set tls.ca_file to it");
        EdgeException other = Fail(server.Port, new EdgeTlsOptions { CaPem = TestAuthority.CertificatePem(certificate) }, transport, isAsync);
        // The server closes then; SocketsHttpHandler has several words for that.
        Assert.NotEqual(EdgeStatus.Unauthenticated, other.Status);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Certificates_out_of_their_time_are_refused(EdgeTransportKind transport, bool isAsync)
    {
        using var expired = new TlsTerminator(null, _authority.Issue("CN=edge", firstDay: -20, lastDay: -10));
        using var early = new TlsTerminator(null, _authority.Issue("CN=edge", firstDay: 10, lastDay: 20));

        Check(Fail(expired.Port, Trusting, transport, isAsync), EdgeStatus.Unauthenticated, "has expired on ", "clock of this machine");
        Check(Fail(early.Port, Trusting, transport, isAsync), EdgeStatus.Unauthenticated, "is not valid yet before ", "clock of this machine");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Another_name_is_refused(EdgeTransportKind transport, bool isAsync)
    {
        using var server = new TlsTerminator(null, _authority.Issue("CN=edge", "edge.example"));

        Check(
            Fail(server.Port, Trusting, transport, isAsync), EdgeStatus.Unauthenticated, "its certificate is for DNS:edge.example, not for 127.0.0.1",
            "tls.server_name");
        Check(
            Fail(server.Port, Trusting with { ServerName = "other.example" }, transport, isAsync), EdgeStatus.Unauthenticated, "not for other.example");
    }

    [Fact]
    public void Of_a_certificate_with_thousands_of_names_an_error_shows_some()
    {
        string names = string.Join(", ", Enumerable.Range(0, 5000).Select(static number => $"DNS:{number}.example"));

        Assert.EndsWith("...", new CertificateFacts("CN=edge", "CN=authority", names, "", "").Names);
        Assert.InRange(new CertificateFacts(names, names, names, "", "").ToString().Length, 900, 1200);
    }

    public static TheoryData<SslProtocols, bool> Versions => new()
    {
        { SslProtocols.Tls12, false }, { SslProtocols.Tls12, true }, { SslProtocols.Tls13, false }, { SslProtocols.Tls13, true },
    };

    /// <summary>The alerts as they come on the wire are those of openssl, see tests/interop; here Kestrel closes.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_missing_client_certificate_is_named(SslProtocols version, bool isAsync)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.SslProtocols = version;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        }));

        EdgeException failure = Fail(server.Endpoint.Port, Trusting, EdgeTransportKind.Direct, isAsync);

        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        Assert.Contains("set tls.certificate_file and tls.key_file", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_peer_that_speaks_plaintext_is_named(EdgeTransportKind transport, bool isAsync)
    {
        await using RawServer server = await RawServer.StartAsync();

        EdgeException failure = Fail(server.Endpoint.Port, Trusting, transport, isAsync);

        Check(failure, EdgeStatus.FailedPrecondition);
        if (transport == EdgeTransportKind.Direct)
        {
            Assert.Contains("the peer does not speak TLS", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Turn tls off", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_peer_that_expects_TLS_is_named(EdgeTransportKind transport, bool isAsync)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        await using RawServer server = await RawServer.StartAsync(configure: listen => listen.UseHttps(certificate));

        EdgeException failure = Fail(server.Endpoint.Port, null, transport, isAsync);

        Assert.Contains("the option tls", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_without_HTTP2_is_named(bool isAsync)
    {
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        using var without = new TlsTerminator(null, certificate, static options => options.ApplicationProtocols = null);
        using var other = new TlsTerminator(null, certificate, static options => options.ApplicationProtocols = [SslApplicationProtocol.Http11]);

        Check(
            Fail(without.Port, Trusting, EdgeTransportKind.Direct, isAsync), EdgeStatus.FailedPrecondition,
            "does not agree on HTTP/2 in the TLS handshake (ALPN h2)");
        Check(
            Fail(other.Port, Trusting, EdgeTransportKind.Direct, isAsync), EdgeStatus.FailedPrecondition,
            "does not agree on HTTP/2 in the TLS handshake (ALPN h2)");
    }

    /// <summary>What peers can send in place of a handshake, byte by byte.</summary>
    public static TheoryData<byte[], EdgeStatus, string> Answers => new()
    {
        { [0x15, 3, 1, 0, 2, 2, 70], EdgeStatus.FailedPrecondition, "no version of TLS that this client does (TLS alert protocol_version)" },
        { [0x15, 3, 3, 0, 2, 2, 71], EdgeStatus.FailedPrecondition, "more secure cipher suites or keys than this client offers (TLS alert insufficient_security)" },
        { [0x15, 3, 1, 0, 2, 2, 40], EdgeStatus.FailedPrecondition, "TLS alert handshake_failure" },
        { [0x15, 3, 3, 0, 2, 2, 116], EdgeStatus.Unauthenticated, "requires a certificate of the client (TLS alert certificate_required)" },
        { [0x15, 3, 3, 0, 2, 2, 48], EdgeStatus.Unauthenticated, "TLS alert unknown_ca" },
        { [0x15, 3, 3, 0, 2, 2, 112], EdgeStatus.FailedPrecondition, "tls.server_name" },
        { [0x15, 3, 3, 0, 2, 2, 120], EdgeStatus.FailedPrecondition, "ALPN h2" },
        { "HTTP/1.1 400 Bad Request\r\n"u8.ToArray(), EdgeStatus.FailedPrecondition, "it sent \"HTTP/1.1 400" },
        { "SSH-2.0-OpenSSH\r\n"u8.ToArray(), EdgeStatus.FailedPrecondition, "the peer does not speak TLS" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void What_comes_in_place_of_a_handshake_is_named(byte[] answer, EdgeStatus status, string part)
    {
        using TcpListener listener = Answering(answer);

        Check(Fail(((IPEndPoint)listener.LocalEndpoint).Port, Trusting, EdgeTransportKind.Direct, isAsync: false), status, part);
    }

    [Fact]
    public void A_peer_that_closes_during_the_handshake_may_be_tried_again()
    {
        using TcpListener listener = Answering([]);

        EdgeException failure = Fail(((IPEndPoint)listener.LocalEndpoint).Port, Trusting, EdgeTransportKind.Direct, isAsync: false);

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.Contains("closed the connection during the TLS handshake", failure.Message, StringComparison.Ordinal);
        Assert.Equal(EdgeSent.None, failure.Sent);
    }

    /// <summary>An alert close_notify, after which TCP stays open.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_peer_that_says_that_it_closes_during_the_handshake_may_be_tried_again(EdgeTransportKind transport, bool isAsync)
    {
        using TcpListener listener = Answering([0x15, 3, 3, 0, 2, 1, 0]);

        EdgeException failure = Fail(((IPEndPoint)listener.LocalEndpoint).Port, Trusting, transport, isAsync);

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.Contains("closed the connection during the TLS handshake", failure.Message, StringComparison.Ordinal);
        Assert.Equal(EdgeSent.None, failure.Sent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [SupportedOSPlatform("linux")]
    public async Task A_peer_that_asks_for_renegotiation_is_named(bool isAsync)
    {
        CancellationToken end = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        X509Certificate2 certificate = _authority.Issue("CN=edge");
        Task serving = ServeAsync();

        EdgeException failure = Fail(((IPEndPoint)listener.LocalEndpoint).Port, Trusting, EdgeTransportKind.Direct, isAsync);

        Check(
            failure, EdgeStatus.FailedPrecondition, "the edge asks for TLS renegotiation", "Turn renegotiation off at the edge",
            "in the first handshake", "tls.certificate_file");
        await Assert.ThrowsAnyAsync<Exception>(() => serving);

        async Task ServeAsync()
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(end);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                EnabledSslProtocols = SslProtocols.Tls12,
            }, end);
            await stream.ReadAtLeastAsync(new byte[64 * 1024], 1, cancellationToken: end);
            await stream.NegotiateClientCertificateAsync(end);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_does_not_answer_is_given_up(bool isAsync)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        EdgeException failure = Fail(
            ((IPEndPoint)listener.LocalEndpoint).Port, Trusting, EdgeTransportKind.Direct, isAsync, TimeSpan.FromMilliseconds(300));

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.Contains("no TLS handshake within 300 ms", failure.Message, StringComparison.Ordinal);
    }

    private static TcpListener Answering(byte[] answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await client.GetStream().ReadAtLeastAsync(new byte[4096], 1);
            await client.GetStream().WriteAsync(answer);
            if (answer.Length == 0)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await client.GetStream().CopyToAsync(Stream.Null);
        });
        return listener;
    }
}
