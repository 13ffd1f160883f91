using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Modzy.Edge.Transport.Tls;

/// <summary>Makes SSL_CTX from the options: reads certificates and keys, and says what is wrong with them.</summary>
internal static unsafe class TlsCredentials
{
    // Controls and values of openssl/ssl.h and openssl/x509_vfy.h, the same in 1.1.1 and 3.x.
    private const int ModeControl = 33;
    private const int ChainCertificateControl = 89;
    private const int MinVersionControl = 123;
    private const int GetMinVersionControl = 130;
    private const int Tls12 = 0x0303;
    private const int EnablePartialWrite = 1;
    private const int AcceptMovingWriteBuffer = 2;
    private const int AutoRetry = 4;
    private const int ReleaseBuffers = 0x10;
    private const ulong NoCompression = 1 << 17;
    private const ulong NoRenegotiation = 1 << 30;
    private const int VerifyPeer = 1;
    private const uint NoPartialWildcards = 4;
    private const nuint PartialChain = 0x80000;
    private const int NoStartLine = 108;

    /// <exception cref="EdgeException">A certificate or a key is unusable.</exception>
    public static nint CreateContext(OpenSsl openSsl, TlsSettings settings)
    {
        openSsl.ClearErrors();
        nint context = openSsl.ContextNew(openSsl.TlsClientMethod());
        if (context == 0)
        {
            throw new EdgeException(
                EdgeStatus.FailedPrecondition, $"OpenSSL cannot be used: {openSsl.TakeReason(out _)}; check openssl.cnf and its installation.");
        }

        try
        {
            Configure(openSsl, context, settings);
            if (settings.Authorities is TlsSettings.PemSource authorities)
            {
                nint store = openSsl.ContextGetStore(context);
                ForEachCertificate(
                    openSsl, authorities, certificate => openSsl.StoreAddCertificate(store, certificate));
            }
            else
            {
                // SSL_CERT_FILE and SSL_CERT_DIR name others.
                _ = openSsl.ContextSetDefaultVerifyPaths(context);
            }

            if (settings.Certificate is not null)
            {
                UseCertificate(openSsl, context, settings);
            }

            return context;
        }
        catch
        {
            openSsl.ContextFree(context);
            throw;
        }
        finally
        {
            openSsl.ClearErrors();
        }
    }

    /// <summary>What errors say of a certificate.</summary>
    public static CertificateFacts Describe(OpenSsl openSsl, nint certificate)
    {
        const int alternativeNames = 85;
        // Without escapes of UTF-8, "CN=edge, O=Example".
        const nuint oneLine = 0x313 | (2 << 16) | (1 << 24);
        nint subject = openSsl.CertificateSubject(certificate);
        nint issuer = openSsl.CertificateIssuer(certificate);
        int index = openSsl.CertificateFindExtension(certificate, alternativeNames, -1);
        string subjectText = Print(openSsl, bio => openSsl.PrintName(bio, subject, 0, oneLine));
        string names = index < 0 ? subjectText : Print(
            openSsl, bio => openSsl.PrintExtension(bio, openSsl.CertificateExtension(certificate, index), 0, 0));
        return new CertificateFacts(
            subjectText,
            Print(openSsl, bio => openSsl.PrintName(bio, issuer, 0, oneLine)),
            names,
            Print(openSsl, bio => openSsl.PrintTime(bio, openSsl.CertificateNotBefore(certificate))),
            Print(openSsl, bio => openSsl.PrintTime(bio, openSsl.CertificateNotAfter(certificate))));
    }

    private static void Configure(OpenSsl openSsl, nint context, TlsSettings settings)
    {
        if (openSsl.ContextControl(context, GetMinVersionControl, 0, 0) < Tls12)
        {
            // The configuration of the system may ask for more.
            openSsl.ContextControl(context, MinVersionControl, Tls12, 0);
        }

        openSsl.ContextControl(
            context, ModeControl, EnablePartialWrite | AcceptMovingWriteBuffer | AutoRetry | ReleaseBuffers, 0);
        openSsl.ContextSetOptions(context, NoCompression | NoRenegotiation);
        openSsl.ContextSetVerify(context, VerifyPeer, &TlsRecords.OnVerified);
        openSsl.ContextSetCertificateCallback(context, &TlsRecords.OnCertificateRequested, null);
        openSsl.ContextSetInfoCallback(context, &TlsRecords.OnInfo);
        fixed (byte* protocols = "\u0002h2"u8)
        {
            _ = openSsl.ContextSetAlpn(context, protocols, 3);
        }

        nint parameters = openSsl.ContextGetVerifyParameters(context);
        // The edge's own certificate, or one of an authority in the middle, can be trusted as it is.
        _ = openSsl.VerifySetFlags(parameters, PartialChain);
        openSsl.VerifySetHostFlags(parameters, NoPartialWildcards);
        byte[] name = Encoding.UTF8.GetBytes(settings.ServerName + "\0");
        fixed (byte* text = name)
        {
            int isSet = settings.IsAddress
                ? openSsl.VerifySetAddress(parameters, text)
                : openSsl.VerifySetHost(parameters, text, (nuint)name.Length - 1);
            if (isSet != 1)
            {
                throw EdgeException.InvalidArgument("tls.server_name", $"is \"{settings.ServerName}\", which OpenSSL does not take; give a name, or an address in full, such as 192.0.2.1 or 2001:db8::1.");
            }
        }
    }

    private static void UseCertificate(OpenSsl openSsl, nint context, TlsSettings settings)
    {
        TlsSettings.PemSource source = settings.Certificate!;
        bool isFirst = true;
        ForEachCertificate(openSsl, source, certificate =>
        {
            int isUsed = isFirst
                ? openSsl.ContextUseCertificate(context, certificate)
                : (int)openSsl.ContextControl(context, ChainCertificateControl, 1, certificate);
            if (isUsed != 1)
            {
                throw source.Wrong($"has a certificate that OpenSSL does not take: {openSsl.TakeReason(out _)}. Give another.");
            }

            isFirst = false;
        });
        nint key = ReadKey(openSsl, settings);
        try
        {
            if (openSsl.ContextUseKey(context, key) != 1 || openSsl.ContextCheckKey(context) != 1)
            {
                throw settings.KeySource!.WrongKey(source, openSsl.TakeReason(out _));
            }
        }
        finally
        {
            openSsl.KeyFree(key);
        }
    }

    /// <exception cref="EdgeException">There is no certificate, or one that cannot be read.</exception>
    private static void ForEachCertificate(OpenSsl openSsl, TlsSettings.PemSource source, Action<nint> use)
    {
        int count = 0;
        Read(openSsl, source, bio =>
        {
            byte none = 0;
            nint certificate;
            while ((certificate = openSsl.ReadCertificate(bio, 0, 0, &none)) != 0)
            {
                try
                {
                    use(certificate);
                    count++;
                }
                finally
                {
                    openSsl.CertificateFree(certificate);
                }
            }

            string reason = openSsl.TakeReason(out int code);
            if (code != NoStartLine)
            {
                throw source.Wrong($"has a certificate that cannot be read: {reason}. Give it in PEM, whole.");
            }
        });
        if (count == 0)
        {
            throw source.NoCertificate();
        }
    }

    private static nint ReadKey(OpenSsl openSsl, TlsSettings settings)
    {
        TlsSettings.PemSource source = settings.KeySource!;
        byte[] password = TlsSettings.PemSource.Copy(settings.Password, terminated: true);
        nint key = 0;
        try
        {
            Read(openSsl, source, bio =>
            {
                // Without a callback the last argument is the password; without one OpenSSL would ask the terminal.
                fixed (byte* text = password)
                {
                    key = openSsl.ReadKey(bio, 0, 0, text);
                }
            });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }

        return key != 0 ? key
            : throw source.UnreadableKey(hasPassword: !settings.Password.IsEmpty, openSsl.TakeReason(out _));
    }

    /// <summary>Lets OpenSSL read a source, of which no copy is left.</summary>
    private static void Read(OpenSsl openSsl, TlsSettings.PemSource source, Action<nint> read)
    {
        byte[] pem = source.Read();
        try
        {
            fixed (byte* first = pem)
            {
                byte none = 0;
                nint bio = openSsl.BioNewReader(pem.Length == 0 ? &none : first, pem.Length);
                if (bio == 0)
                {
                    throw new InsufficientMemoryException("OpenSSL has no memory for a certificate.");
                }

                try
                {
                    read(bio);
                }
                finally
                {
                    _ = openSsl.BioFree(bio);
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    private static string Print(OpenSsl openSsl, Action<nint> print)
    {
        const int getMemory = 3;
        nint bio = openSsl.BioNew(openSsl.BioMemory());
        if (bio == 0)
        {
            return "";
        }

        print(bio);
        byte* text = null;
        int length = (int)openSsl.BioControl(bio, getMemory, 0, &text);
        string result = Encoding.UTF8.GetString(text, Math.Max(length, 0)).Trim();
        _ = openSsl.BioFree(bio);
        return PrintableText.Escape(result);
    }
}
