using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tls;

namespace Modzy.Edge.Transport.Channel;

/// <summary>TLS of the channel: the framework's, with the same options and the same messages as the direct
/// transport.</summary>
/// <remarks>libmodzy_edge.so turns the feature switch off: it would add megabytes for a transport that is there for
/// comparison.</remarks>
internal sealed class ChannelTls : IDisposable
{
    private readonly TlsSettings _settings;
    private readonly X509Certificate2Collection? _authorities;
    private readonly X509Certificate2? _certificate;
    private readonly SslStreamCertificateContext? _certificateContext;

    /// <summary>Whether the edge has asked for a certificate, of which the client has none.</summary>
    private volatile bool _isMissing;

    /// <summary>As <see cref="TlsContext.HasWorked"/>.</summary>
    private volatile bool _hasWorked;
    private volatile ConnectionException? _ended;

    /// <exception cref="EdgeException">A certificate or a key is unusable.</exception>
    public ChannelTls(TlsSettings settings)
    {
        _settings = settings;
        try
        {
            _authorities = settings.Authorities is null ? null : ReadCertificates(settings.Authorities);
            if (settings.Certificate is not null)
            {
                X509Certificate2Collection certificates = ReadCertificates(settings.Certificate);
                _certificate = ReadCertificateWithKey(certificates[0], settings);
                certificates.RemoveAt(0);
                _certificateContext = SslStreamCertificateContext.Create(_certificate, certificates, offline: true);
            }
        }
        finally
        {
            settings.Forget();
        }
    }

    /// <summary>Whether the framework's TLS is part of the program.</summary>
    [FeatureSwitchDefinition("Modzy.Edge.ChannelTls")]
    public static bool IsSupported { get; } =
        !AppContext.TryGetSwitch("Modzy.Edge.ChannelTls", out bool isSupported) || isSupported;

    /// <summary>The options of the handler.</summary>
    public SslClientAuthenticationOptions CreateOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _settings.ServerName,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateContext = _certificateContext,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None || IsTrustedItself(certificate, chain, errors)
                    ? true : throw Rejected(certificate as X509Certificate2, chain, errors),
        };
        if (_certificateContext is null)
        {
            // Called once before the handshake, and again if the edge asks: only then is its certificate known.
            options.LocalCertificateSelectionCallback = (_, _, _, edge, _) =>
            {
                _isMissing |= edge is not null;
                return null!;
            };
        }

        if (_authorities is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(_authorities);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    /// <summary>
    /// How the last connection has ended, if the edge has sent nothing on any. The handler does not always report it:
    /// at times it notices only that it cannot use the connection.
    /// </summary>
    public ConnectionException? Ended => _ended;

    /// <summary>Records that an edge has sent data over a connection.</summary>
    public void OnReceived()
    {
        _hasWorked = true;
        _ended = null;
    }

    /// <summary>The cause of a failed handshake.</summary>
    /// <param name="exception">What <see cref="SslStream"/> has thrown.</param>
    public ConnectionException HandshakeFailure(Exception exception)
    {
        // Of close_notify the framework tells this name alone.
        const string closed = "SSL_ERROR_ZERO_RETURN";
        Exception innermost = exception.GetBaseException();
        return innermost as ConnectionException
            ?? AlertOf(innermost, hasSent: false)
            ?? (exception is AuthenticationException && !innermost.Message.Contains(closed, StringComparison.Ordinal)
                ? TlsFailures.Handshake(innermost.Message.TrimEnd('.'))
                : TlsFailures.Closed(Certificate(hasSent: false)));
    }

    /// <summary>The cause of the end of a connection on which the edge has sent nothing.</summary>
    /// <param name="exception">What <see cref="SslStream"/> has thrown; null after the end of its data.</param>
    /// <param name="hasSent">Whether the client's certificate was sent.</param>
    public ConnectionException EndedAtOnce(Exception? exception, bool hasSent)
    {
        ConnectionException end = AlertOf(exception?.GetBaseException(), hasSent)
            ?? TlsFailures.ClosedAtOnce(Certificate(hasSent));
        _ended = _hasWorked ? null : end.Copy();
        return end;
    }

    /// <summary>The alert of the edge; null if it has sent none, or the framework does not tell.</summary>
    /// <param name="exception">The innermost exception. OpenSSL's has its error as the result.</param>
    /// <param name="hasSent">Whether the client's certificate was sent.</param>
    private ConnectionException? AlertOf(Exception? exception, bool hasSent)
    {
        const int reasonMask = 0xfff;
        return exception is CryptographicException && OpenSsl.AlertOf(exception.HResult & reasonMask) is int alert
            ? TlsFailures.Alert(alert, _certificate is not null, Certificate(hasSent))
            : null;
    }

    private ClientCertificate Certificate(bool hasSent) =>
        _hasWorked ? ClientCertificate.NotInQuestion
        : _isMissing ? ClientCertificate.Missing
        : hasSent ? ClientCertificate.Sent
        : ClientCertificate.NotInQuestion;

    public void Dispose() => _certificate?.Dispose();

    /// <summary>
    /// Whether the edge's own certificate is among those to trust, which the framework takes for roots.
    /// </summary>
    private bool IsTrustedItself(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.RemoteCertificateChainErrors
        && chain!.ChainStatus.All(static status =>
            status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
        && _authorities?.Any(trusted => trusted.Equals(certificate)) == true;

    private ConnectionException Rejected(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // X509_V_ERR_ of the same meaning.
        X509ChainStatusFlags flags = chain?.ChainStatus.Aggregate(
            X509ChainStatusFlags.NoError, static (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        bool isSelfSigned = certificate is not null
            && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        bool isUntrusted = (flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0;
        int error = certificate is null ? 0
            : flags.HasFlag(X509ChainStatusFlags.NotTimeValid)
                ? certificate.NotBefore > DateTime.Now ? TlsFailures.NotYetValid : TlsFailures.Expired
            : isUntrusted ? isSelfSigned ? TlsFailures.SelfSigned : TlsFailures.NoLocalIssuer
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? TlsFailures.WrongName
            : 0;
        return TlsFailures.Certificate(error, $"{errors}, {flags}", Describe(certificate), _settings);
    }

    private static CertificateFacts? Describe(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return null;
        }

        X509SubjectAlternativeNameExtension? names =
            certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string all = names is null ? certificate.Subject : string.Join(", ", names.EnumerateDnsNames().Select(static name => $"DNS:{name}")
            .Concat(names.EnumerateIPAddresses().Select(static address => $"IP Address:{address}")));
        return new CertificateFacts(
            certificate.Subject,
            certificate.Issuer,
            all,
            TlsFailures.TextOf(certificate.NotBefore),
            TlsFailures.TextOf(certificate.NotAfter));
    }

    private static X509Certificate2Collection ReadCertificates(TlsSettings.PemSource source)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(source.Read()).TrimStart('\uFEFF'));
        }
        catch (CryptographicException e)
        {
            throw source.Wrong($"has a certificate that cannot be read: {e.Message.TrimEnd('.')}. Give it in PEM, whole.");
        }

        return certificates.Count > 0 ? certificates : throw source.NoCertificate();
    }

    private static X509Certificate2 ReadCertificateWithKey(X509Certificate2 certificate, TlsSettings settings)
    {
        TlsSettings.PemSource source = settings.KeySource!;
        byte[] bytes = source.Read();
        char[] pem = GC.AllocateUninitializedArray<char>(Encoding.UTF8.GetCharCount(bytes), pinned: true);
        Encoding.UTF8.GetChars(bytes, pem);
        bool isEncrypted = TlsSettings.PemSource.IsEncrypted(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        string certificatePem = certificate.ExportCertificatePem();
        try
        {
            return settings.Password.IsEmpty || !isEncrypted
                ? X509Certificate2.CreateFromPem(certificatePem, pem)
                : X509Certificate2.CreateFromEncryptedPem(
                    certificatePem, pem, Encoding.UTF8.GetString(settings.Password.Span));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string reason = e.Message.TrimEnd('.');
            throw IsKey(pem, RSA.Create()) || IsKey(pem, ECDsa.Create())
                ? source.WrongKey(settings.Certificate!, reason)
                : source.UnreadableKey(
                    hasPassword: !settings.Password.IsEmpty,
                    isEncrypted ? $"{reason}; the channel reads PKCS #8 with PBKDF2 only, which openssl pkcs8 -topk8 writes" : reason);
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    /// <summary>Whether this is a key of the algorithm, not encrypted.</summary>
    private static bool IsKey(ReadOnlySpan<char> pem, AsymmetricAlgorithm algorithm)
    {
        using (algorithm)
        {
            try
            {
                algorithm.ImportFromPem(pem);
                return true;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                return false;
            }
        }
    }
}
