using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Reads the certificates of the server.</summary>
internal static class ServerTls
{
    /// <exception cref="ArgumentException">A file cannot be used; the message is for the user.</exception>
    public static HttpsConnectionAdapterOptions Load(TlsFiles files)
    {
        var chain = Certificates("--tls-cert", files.Certificate);
        var options = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = WithKey(files),
            ServerCertificateChain = chain,
        };
        if (files.ClientAuthorities is { } path)
        {
            var authorities = Certificates("--tls-client-ca", path);
            options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            options.ClientCertificateValidation = (certificate, sent, _) => IsSignedBy(authorities, certificate, sent);
        }

        return options;
    }

    private static X509Certificate2Collection Certificates(string option, string path)
    {
        var certificates = Read(option, path, () =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(path);
            return read;
        });
        return certificates.Count > 0
            ? certificates
            : throw new ArgumentException($"{option}: '{path}' contains no certificate in PEM.");
    }

    private static X509Certificate2 WithKey(TlsFiles files) => Read(
        "--tls-key", files.Key, () => X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));

    private static T Read<T>(string option, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure
            is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ArgumentException($"{option}: cannot read '{path}': {failure.Message}", failure);
        }
    }

    // Nothing is fetched from the network: neither revocation lists nor missing certificates.
    private static bool IsSignedBy(
        X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
}
