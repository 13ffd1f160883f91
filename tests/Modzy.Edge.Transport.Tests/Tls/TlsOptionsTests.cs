using System.Security.Cryptography.X509Certificates;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>Wrong certificates and keys are found when a client is made.</summary>
public sealed class TlsOptionsTests : IDisposable
{
    private const string Password = "correct horse";
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _device;
    private readonly byte[] _certificate;

    public TlsOptionsTests()
    {
        _device = _authority.Issue("CN=device");
        _certificate = TestAuthority.CertificatePem(_device);
    }

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public void Wrong_options_name_the_parameter_the_value_and_the_remedy(EdgeTransportKind transport)
    {
        string file = Path.GetTempFileName();
        string missing = file + ".missing";
        byte[] key = TestAuthority.KeyPem(_device);
        byte[] encrypted = TestAuthority.EncryptedKeyPem(_device, Password);
        byte[] otherKey = TestAuthority.KeyPem(_authority.Issue("CN=other"));
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        byte[] rsaKey = TestAuthority.Bytes(rsa.ExportPkcs8PrivateKeyPem());

        Refuse(new() { CaFile = missing }, "tls.ca_file", $"cannot be read: {missing}: No such file or directory. Check the path.");
        Refuse(new() { CaFile = Path.GetTempPath() }, "tls.ca_file", ", a directory; give a regular file.");
        Refuse(new() { CaFile = "/dev/zero" }, "tls.ca_file", "is /dev/zero, a character device; give a regular file, or give");
        Refuse(new() { CaPem = Array.Empty<byte>() }, "tls.ca_pem", "is empty; give the content");
        Refuse(new() { CertificatePem = Array.Empty<byte>(), KeyPem = key }, "tls.certificate_pem", "is empty");
        Refuse(new() { CertificatePem = _certificate, KeyPem = Array.Empty<byte>() }, "tls.key_pem", "is empty");
        Refuse(new() { CertificatePem = _certificate, KeyPem = key, KeyPassword = "a\0b"u8.ToArray() }, "tls.key_password", "holds a NUL character");
        Refuse(new() { CaFile = file }, "tls.ca_file", $"is \"{file}\", which contains no certificate; give certificates in PEM");
        Refuse(new() { CaFile = "" }, "tls.ca_file", "is empty");
        Refuse(new() { CaPem = "nothing"u8.ToArray() }, "tls.ca_pem", "contains no certificate");
        Refuse(new() { CaPem = key }, "tls.ca_pem", "contains no certificate");
        Refuse(new() { CaFile = file, CaPem = _certificate }, "tls.ca_pem", "is given beside tls.ca_file");
        Refuse(
            new() { CaPem = TestAuthority.Bytes("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") }, "tls.ca_pem",
            "has a certificate that cannot be read");
        Refuse(new() { KeyPem = key }, "tls.certificate_file", "is missing beside the key");
        Refuse(new() { KeyPassword = "x"u8.ToArray() }, "tls.key_password", "is given without a key");
        Refuse(new() { CertificatePem = _certificate }, "tls.certificate_pem", "contains no private key");
        Refuse(new() { CertificatePem = _certificate, KeyPem = otherKey }, "tls.key_pem", "is not the key of the certificate in tls.certificate_pem");
        Refuse(new() { CertificatePem = _certificate, KeyPem = rsaKey }, "tls.key_pem", "is not the key of the certificate in tls.certificate_pem");
        Refuse(new() { CertificatePem = _certificate, KeyPem = encrypted }, "tls.key_password", "is missing: the key in tls.key_pem is encrypted");
        Refuse(
            new() { CertificatePem = _certificate, KeyPem = encrypted, KeyPassword = "wrong secret"u8.ToArray() }, "tls.key_password",
            "does not open the key in tls.key_pem");
        Refuse(new() { ServerName = "a b" }, "tls.server_name", "which is neither a name nor an address");
        Refuse(new() { ServerName = "[edge]" }, "tls.server_name", "which is neither a name nor an address");
        Refuse(new() { ServerName = "127.1" }, "tls.server_name", "is \"127.1\", a form of the address 127.0.0.1 that TLS");
        File.Delete(file);

        void Refuse(EdgeTlsOptions tls, string parameter, string problem)
        {
            EdgeException failure = Assert.Throws<EdgeException>(
                () => new EdgeClient("localhost", 55000, new EdgeClientOptions { Tls = tls, Transport = transport }));
            Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
            Assert.Equal((EdgeStatus.InvalidArgument, parameter), (failure.Status, failure.Parameter));
            Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("MIG", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public void A_byte_order_mark_and_a_password_that_is_not_needed_do_no_harm(EdgeTransportKind transport)
    {
        var tls = new EdgeTlsOptions
        {
            CaPem = (byte[])[0xEF, 0xBB, 0xBF, .. _authority.Pem.Span],
            CertificatePem = _certificate,
            KeyPem = TestAuthority.KeyPem(_device),
            KeyPassword = "unused"u8.ToArray(),
        };

        new EdgeClient("localhost", 55000, new EdgeClientOptions { Tls = tls, Transport = transport }).Dispose();
    }

    public static MatrixTheoryData<EdgeTransportKind, string> Addresses => new(
        [EdgeTransportKind.Direct, EdgeTransportKind.Channel], ["127.1", "2130706433", "0x7f.1", "127.0.0.01"]);

    [Theory]
    [MemberData(nameof(Addresses))]
    public void A_host_that_is_an_address_in_another_form_needs_a_name(EdgeTransportKind transport, string host)
    {
        EdgeTlsOptions tls = new() { CaPem = _authority.Pem };
        EdgeException failure = Assert.Throws<EdgeException>(
            () => new EdgeClient($"edge.example,{host}", 55000, new EdgeClientOptions { Tls = tls, Transport = transport }));

        Assert.Equal((EdgeStatus.InvalidArgument, "host"), (failure.Status, failure.Parameter));
        Assert.Equal(
            $"host is \"{host}\", a form of the address 127.0.0.1 that TLS does not take; give the four numbers, 127.0.0.1, or set "
            + "tls.server_name to the name in the edge's certificate.",
            failure.Message);
        tls = tls with { ServerName = "edge.example" };
        new EdgeClient(host, 55000, new EdgeClientOptions { Tls = tls, Transport = transport }).Dispose();
        new EdgeClient(host, 55000, new EdgeClientOptions { Transport = transport }).Dispose();
    }

    [Fact]
    public void A_pipe_without_a_writer_is_refused_at_once()
    {
        string pipe = Path.Combine(Path.GetTempPath(), $"modzy-{Guid.NewGuid():N}.pipe");
        using (var process = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            process.WaitForExit();
        }

        EdgeException failure = Assert.Throws<EdgeException>(
            () => new EdgeClient("localhost", 55000, new EdgeClientOptions { Tls = new EdgeTlsOptions { CaFile = pipe } }));

        Assert.Equal($"tls.ca_file is {pipe}, a pipe; give a regular file, or give the content itself as tls.ca_pem.", failure.Message);
        File.Delete(pipe);
    }

    [Theory]
    [InlineData("[::1]", "::1")]
    [InlineData("::1", "::1")]
    [InlineData("edge.example.", "edge.example")]
    public void An_address_may_be_in_brackets_as_in_a_URL(string given, string name)
    {
        var options = new EdgeTlsOptions { CaPem = _certificate, ServerName = given };
        EdgeEndpoint endpoint = EdgeEndpoint.Parse("localhost", 55000);

        Assert.Equal(name, TlsSettings.Of(endpoint, options).ServerName);
        Assert.DoesNotContain("[[", endpoint.AuthorityOf(options), StringComparison.Ordinal);
        new EdgeClient("localhost", 55000, new EdgeClientOptions { Tls = options }).Dispose();
    }

    [Fact]
    public void Keys_and_passwords_are_in_no_text()
    {
        var options = new EdgeClientOptions
        {
            Tls = new EdgeTlsOptions { CaFile = "ca.pem", KeyPem = "a-key"u8.ToArray(), KeyPassword = "a-password"u8.ToArray() },
        };

        Assert.Contains("ca.pem", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[97", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public void The_password_is_cleared_when_no_client_can_be_made(EdgeTransportKind transport)
    {
        byte[] encrypted = TestAuthority.EncryptedKeyPem(_device, Password);
        EdgeTlsOptions tls = new() { CaPem = _authority.Pem, CertificatePem = _certificate, KeyPem = encrypted };
        TlsSettings settings = TlsSettings.Of(
            EdgeEndpoint.Parse("localhost", 55000), tls with { KeyPassword = "wrong secret"u8.ToArray() });
        ReadOnlyMemory<byte> password = settings.Password;

        Assert.Throws<EdgeException>(() =>
        {
            using IDisposable created = transport == EdgeTransportKind.Channel ? new ChannelTls(settings) : new TlsContext(settings);
        });

        Assert.Equal(new byte[password.Length], password.ToArray());
        Assert.Equal(new byte[encrypted.Length], settings.Key!.Memory.ToArray());
    }

    [Fact]
    public void A_key_may_go_to_another_machine_over_TLS()
    {
        var options = new EdgeClientOptions { ApiKey = "prefix.secret" };
        Assert.Contains("turn tls on", Assert.Throws<EdgeException>(() => new EdgeClient("192.0.2.1", 443, options)).Message, StringComparison.Ordinal);

        new EdgeClient("192.0.2.1", 443, options with { Tls = new EdgeTlsOptions() }).Dispose();
    }
}
