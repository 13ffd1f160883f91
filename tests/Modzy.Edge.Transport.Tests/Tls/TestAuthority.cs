using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Modzy.Edge.Transport.Tests.Tls;

/// <summary>A certificate authority, whose certificates last as long as a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly List<X509Certificate2> _issued = [];

    public TestAuthority(string name = "CN=Test Authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(400));
    }

    public X509Certificate2 Certificate { get; }

    public ReadOnlyMemory<byte> Pem => Bytes(Certificate.ExportCertificatePem());

    /// <summary>A certificate of a server on this machine, or of a client.</summary>
    public X509Certificate2 Issue(string subject, string? name = null, int firstDay = -1, int lastDay = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null)
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(
            Certificate, DateTimeOffset.UtcNow.AddDays(firstDay), DateTimeOffset.UtcNow.AddDays(lastDay),
            RandomNumberGenerator.GetBytes(8));
        X509Certificate2 result = certificate.CopyWithPrivateKey(key);
        _issued.Add(result);
        return result;
    }

    public static X509Certificate2 SelfSigned(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    public static byte[] CertificatePem(X509Certificate2 certificate) => Bytes(certificate.ExportCertificatePem());

    public static byte[] KeyPem(X509Certificate2 certificate) =>
        Bytes(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    public static byte[] EncryptedKeyPem(X509Certificate2 certificate, string password) =>
        Bytes(certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
            password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

    public static byte[] Bytes(string pem) => Encoding.UTF8.GetBytes(pem + "\n");

    public void Dispose()
    {
        Certificate.Dispose();
        _issued.ForEach(static certificate => certificate.Dispose());
    }
}
