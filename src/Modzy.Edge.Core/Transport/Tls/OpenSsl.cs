using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Tls;

/// <summary>The functions of the system's OpenSSL, 3.x or 1.1, which is loaded when the first client asks for
/// TLS.</summary>
/// <remarks>
/// .NET's own binding aborts the process when the library or one of its functions is missing. Here that is an error of
/// the client. The names are OpenSSL's; its manual pages describe them.
/// </remarks>
internal sealed unsafe class OpenSsl
{
    /// <summary>OPENSSL_INIT_NO_ATEXIT: threads of the library may use OpenSSL while the process exits.</summary>
    private const ulong NoAtExit = 0x80000;

    private const string Package = "libssl3 (Debian, Ubuntu), openssl-libs (Fedora, RHEL) or libssl3 (Alpine)";

    private static readonly string[] _names = ["libssl.so.3", "libssl.so.1.1"];
    private static readonly Lock _loading = new();
    private static OpenSsl? _loaded;

    // Contexts and connections.
    public readonly delegate* unmanaged<nint> TlsClientMethod;
    public readonly delegate* unmanaged<nint, nint> ContextNew;
    public readonly delegate* unmanaged<nint, void> ContextFree;
    public readonly delegate* unmanaged<nint, int, nint, nint, nint> ContextControl;
    public readonly delegate* unmanaged<nint, ulong, ulong> ContextSetOptions;
    public readonly delegate* unmanaged<nint, byte*, uint, int> ContextSetAlpn;
    public readonly delegate* unmanaged<nint, int> ContextSetDefaultVerifyPaths;
    public readonly delegate* unmanaged<nint, nint> ContextGetStore;
    public readonly delegate* unmanaged<nint, nint> ContextGetVerifyParameters;
    public readonly delegate* unmanaged<nint, int, delegate* unmanaged<int, nint, int>, void> ContextSetVerify;
    public readonly delegate* unmanaged<nint, delegate* unmanaged<nint, void*, int>, void*, void>
        ContextSetCertificateCallback;
    public readonly delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, void>, void> ContextSetInfoCallback;
    public readonly delegate* unmanaged<nint, nint, int> ContextUseCertificate;
    public readonly delegate* unmanaged<nint, nint, int> ContextUseKey;
    public readonly delegate* unmanaged<nint, int> ContextCheckKey;
    public readonly delegate* unmanaged<nint, nint> SslNew;
    public readonly delegate* unmanaged<nint, void> SslFree;
    public readonly delegate* unmanaged<nint, nint, nint, void> SslSetBio;
    public readonly delegate* unmanaged<nint, nint> SslGetReadBio;
    public readonly delegate* unmanaged<nint, void> SslSetConnectState;
    public readonly delegate* unmanaged<nint, int, nint, void*, nint> SslControl;
    public readonly delegate* unmanaged<nint, nint> SslGetVerifyParameters;
    public readonly delegate* unmanaged<nint, nint> SslGetVerifyResult;
    public readonly delegate* unmanaged<nint, int> SslDoHandshake;
    public readonly delegate* unmanaged<nint, byte*, int, int> SslRead;
    public readonly delegate* unmanaged<nint, byte*, int, int> SslWrite;
    public readonly delegate* unmanaged<nint, int> SslShutdown;
    public readonly delegate* unmanaged<nint, int> SslGetShutdown;
    public readonly delegate* unmanaged<nint, byte**, uint*, void> SslGetAlpn;
    public readonly delegate* unmanaged<nint, byte*> SslGetVersion;
    public readonly delegate* unmanaged<nint, nint, int> SslSetSession;
    public readonly delegate* unmanaged<nint, nint> SslGetSession;
    public readonly delegate* unmanaged<nint, int> SslSessionReused;
    public readonly delegate* unmanaged<nint, int> SessionIsResumable;
    public readonly delegate* unmanaged<nint, void> SessionFree;
    public readonly delegate* unmanaged<int> SslIndexInStoreContext;

    // Certificates and keys.
    public readonly delegate* unmanaged<nint, nint, nint, byte*, nint> ReadCertificate;
    public readonly delegate* unmanaged<nint, nint, nint, byte*, nint> ReadKey;
    public readonly delegate* unmanaged<nint, void> CertificateFree;
    public readonly delegate* unmanaged<nint, int> CertificateAddReference;
    public readonly delegate* unmanaged<nint, void> KeyFree;
    public readonly delegate* unmanaged<nint, nint, int> CheckPrivateKey;
    public readonly delegate* unmanaged<nint, nint, int> StoreAddCertificate;
    public readonly delegate* unmanaged<nint, nint> CertificateSubject;
    public readonly delegate* unmanaged<nint, nint> CertificateIssuer;
    public readonly delegate* unmanaged<nint, nint> CertificateNotBefore;
    public readonly delegate* unmanaged<nint, nint> CertificateNotAfter;
    public readonly delegate* unmanaged<nint, int, int, int> CertificateFindExtension;
    public readonly delegate* unmanaged<nint, int, nint> CertificateExtension;
    public readonly delegate* unmanaged<nint, nint, nuint, int, int> PrintExtension;
    public readonly delegate* unmanaged<nint, nint, int, nuint, int> PrintName;
    public readonly delegate* unmanaged<nint, nint, int> PrintTime;
    public readonly delegate* unmanaged<nint, byte*, nuint, int> VerifySetHost;
    public readonly delegate* unmanaged<nint, byte*, int> VerifySetAddress;
    public readonly delegate* unmanaged<nint, uint, void> VerifySetHostFlags;
    public readonly delegate* unmanaged<nint, nuint, int> VerifySetFlags;
    public readonly delegate* unmanaged<nint, byte*> VerifyErrorText;
    public readonly delegate* unmanaged<nint, nint> StoreContextCertificate;
    public readonly delegate* unmanaged<nint, int, nint> StoreContextData;

    // BIOs and errors.
    public readonly delegate* unmanaged<int> BioNewIndex;
    public readonly delegate* unmanaged<int, byte*, nint> BioMethodNew;
    public readonly delegate* unmanaged<nint, delegate* unmanaged<nint, byte*, int, int>, int> BioMethodSetWrite;
    public readonly delegate* unmanaged<nint, delegate* unmanaged<nint, byte*, int, int>, int> BioMethodSetRead;
    public readonly delegate* unmanaged<nint, delegate* unmanaged<nint, int, nint, void*, nint>, int>
        BioMethodSetControl;
    public readonly delegate* unmanaged<nint> BioMemory;
    public readonly delegate* unmanaged<void*, int, nint> BioNewReader;
    public readonly delegate* unmanaged<nint, nint> BioNew;
    public readonly delegate* unmanaged<nint, int> BioFree;
    public readonly delegate* unmanaged<nint, void*, void> BioSetData;
    public readonly delegate* unmanaged<nint, void*> BioGetData;
    public readonly delegate* unmanaged<nint, int, void> BioSetInitialized;
    public readonly delegate* unmanaged<nint, int, void> BioSetFlags;
    public readonly delegate* unmanaged<nint, int, void> BioClearFlags;
    public readonly delegate* unmanaged<nint, int, nint, void*, nint> BioControl;
    public readonly delegate* unmanaged<nuint> LastError;
    public readonly delegate* unmanaged<void> ClearErrors;
    public readonly delegate* unmanaged<nuint, byte*> ReasonText;
    public readonly delegate* unmanaged<void*, nuint, void> Cleanse;

    private readonly nint _library;
    private readonly string _name;

    private OpenSsl(nint library, string name)
    {
        _library = library;
        _name = name;
        TlsClientMethod = (delegate* unmanaged<nint>)Find("TLS_client_method");
        ContextNew = (delegate* unmanaged<nint, nint>)Find("SSL_CTX_new");
        ContextFree = (delegate* unmanaged<nint, void>)Find("SSL_CTX_free");
        ContextControl = (delegate* unmanaged<nint, int, nint, nint, nint>)Find("SSL_CTX_ctrl");
        ContextSetOptions = (delegate* unmanaged<nint, ulong, ulong>)Find("SSL_CTX_set_options");
        ContextSetAlpn = (delegate* unmanaged<nint, byte*, uint, int>)Find("SSL_CTX_set_alpn_protos");
        ContextSetDefaultVerifyPaths = (delegate* unmanaged<nint, int>)Find("SSL_CTX_set_default_verify_paths");
        ContextGetStore = (delegate* unmanaged<nint, nint>)Find("SSL_CTX_get_cert_store");
        ContextGetVerifyParameters = (delegate* unmanaged<nint, nint>)Find("SSL_CTX_get0_param");
        ContextSetVerify =
            (delegate* unmanaged<nint, int, delegate* unmanaged<int, nint, int>, void>)Find("SSL_CTX_set_verify");
        ContextSetCertificateCallback =
            (delegate* unmanaged<nint, delegate* unmanaged<nint, void*, int>, void*, void>)Find("SSL_CTX_set_cert_cb");
        ContextSetInfoCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, void>, void>)
            Find("SSL_CTX_set_info_callback");
        ContextUseCertificate = (delegate* unmanaged<nint, nint, int>)Find("SSL_CTX_use_certificate");
        ContextUseKey = (delegate* unmanaged<nint, nint, int>)Find("SSL_CTX_use_PrivateKey");
        ContextCheckKey = (delegate* unmanaged<nint, int>)Find("SSL_CTX_check_private_key");
        SslNew = (delegate* unmanaged<nint, nint>)Find("SSL_new");
        SslFree = (delegate* unmanaged<nint, void>)Find("SSL_free");
        SslSetBio = (delegate* unmanaged<nint, nint, nint, void>)Find("SSL_set_bio");
        SslGetReadBio = (delegate* unmanaged<nint, nint>)Find("SSL_get_rbio");
        SslSetConnectState = (delegate* unmanaged<nint, void>)Find("SSL_set_connect_state");
        SslControl = (delegate* unmanaged<nint, int, nint, void*, nint>)Find("SSL_ctrl");
        SslGetVerifyParameters = (delegate* unmanaged<nint, nint>)Find("SSL_get0_param");
        SslGetVerifyResult = (delegate* unmanaged<nint, nint>)Find("SSL_get_verify_result");
        SslDoHandshake = (delegate* unmanaged<nint, int>)Find("SSL_do_handshake");
        SslRead = (delegate* unmanaged<nint, byte*, int, int>)Find("SSL_read");
        SslWrite = (delegate* unmanaged<nint, byte*, int, int>)Find("SSL_write");
        SslShutdown = (delegate* unmanaged<nint, int>)Find("SSL_shutdown");
        SslGetShutdown = (delegate* unmanaged<nint, int>)Find("SSL_get_shutdown");
        SslGetAlpn = (delegate* unmanaged<nint, byte**, uint*, void>)Find("SSL_get0_alpn_selected");
        SslGetVersion = (delegate* unmanaged<nint, byte*>)Find("SSL_get_version");
        SslSetSession = (delegate* unmanaged<nint, nint, int>)Find("SSL_set_session");
        SslGetSession = (delegate* unmanaged<nint, nint>)Find("SSL_get1_session");
        SslSessionReused = (delegate* unmanaged<nint, int>)Find("SSL_session_reused");
        SessionIsResumable = (delegate* unmanaged<nint, int>)Find("SSL_SESSION_is_resumable");
        SessionFree = (delegate* unmanaged<nint, void>)Find("SSL_SESSION_free");
        SslIndexInStoreContext = (delegate* unmanaged<int>)Find("SSL_get_ex_data_X509_STORE_CTX_idx");

        ReadCertificate = (delegate* unmanaged<nint, nint, nint, byte*, nint>)Find("PEM_read_bio_X509");
        ReadKey = (delegate* unmanaged<nint, nint, nint, byte*, nint>)Find("PEM_read_bio_PrivateKey");
        CertificateFree = (delegate* unmanaged<nint, void>)Find("X509_free");
        CertificateAddReference = (delegate* unmanaged<nint, int>)Find("X509_up_ref");
        KeyFree = (delegate* unmanaged<nint, void>)Find("EVP_PKEY_free");
        CheckPrivateKey = (delegate* unmanaged<nint, nint, int>)Find("X509_check_private_key");
        StoreAddCertificate = (delegate* unmanaged<nint, nint, int>)Find("X509_STORE_add_cert");
        CertificateSubject = (delegate* unmanaged<nint, nint>)Find("X509_get_subject_name");
        CertificateIssuer = (delegate* unmanaged<nint, nint>)Find("X509_get_issuer_name");
        CertificateNotBefore = (delegate* unmanaged<nint, nint>)Find("X509_get0_notBefore");
        CertificateNotAfter = (delegate* unmanaged<nint, nint>)Find("X509_get0_notAfter");
        CertificateFindExtension = (delegate* unmanaged<nint, int, int, int>)Find("X509_get_ext_by_NID");
        CertificateExtension = (delegate* unmanaged<nint, int, nint>)Find("X509_get_ext");
        PrintExtension = (delegate* unmanaged<nint, nint, nuint, int, int>)Find("X509V3_EXT_print");
        PrintName = (delegate* unmanaged<nint, nint, int, nuint, int>)Find("X509_NAME_print_ex");
        PrintTime = (delegate* unmanaged<nint, nint, int>)Find("ASN1_TIME_print");
        VerifySetHost = (delegate* unmanaged<nint, byte*, nuint, int>)Find("X509_VERIFY_PARAM_set1_host");
        VerifySetAddress = (delegate* unmanaged<nint, byte*, int>)Find("X509_VERIFY_PARAM_set1_ip_asc");
        VerifySetHostFlags = (delegate* unmanaged<nint, uint, void>)Find("X509_VERIFY_PARAM_set_hostflags");
        VerifySetFlags = (delegate* unmanaged<nint, nuint, int>)Find("X509_VERIFY_PARAM_set_flags");
        VerifyErrorText = (delegate* unmanaged<nint, byte*>)Find("X509_verify_cert_error_string");
        StoreContextCertificate = (delegate* unmanaged<nint, nint>)Find("X509_STORE_CTX_get_current_cert");
        StoreContextData = (delegate* unmanaged<nint, int, nint>)Find("X509_STORE_CTX_get_ex_data");

        BioNewIndex = (delegate* unmanaged<int>)Find("BIO_get_new_index");
        BioMethodNew = (delegate* unmanaged<int, byte*, nint>)Find("BIO_meth_new");
        BioMethodSetWrite = (delegate* unmanaged<nint, delegate* unmanaged<nint, byte*, int, int>, int>)
            Find("BIO_meth_set_write");
        BioMethodSetRead = (delegate* unmanaged<nint, delegate* unmanaged<nint, byte*, int, int>, int>)
            Find("BIO_meth_set_read");
        BioMethodSetControl = (delegate* unmanaged<nint, delegate* unmanaged<nint, int, nint, void*, nint>, int>)
            Find("BIO_meth_set_ctrl");
        BioMemory = (delegate* unmanaged<nint>)Find("BIO_s_mem");
        BioNewReader = (delegate* unmanaged<void*, int, nint>)Find("BIO_new_mem_buf");
        BioNew = (delegate* unmanaged<nint, nint>)Find("BIO_new");
        BioFree = (delegate* unmanaged<nint, int>)Find("BIO_free");
        BioSetData = (delegate* unmanaged<nint, void*, void>)Find("BIO_set_data");
        BioGetData = (delegate* unmanaged<nint, void*>)Find("BIO_get_data");
        BioSetInitialized = (delegate* unmanaged<nint, int, void>)Find("BIO_set_init");
        BioSetFlags = (delegate* unmanaged<nint, int, void>)Find("BIO_set_flags");
        BioClearFlags = (delegate* unmanaged<nint, int, void>)Find("BIO_clear_flags");
        BioControl = (delegate* unmanaged<nint, int, nint, void*, nint>)Find("BIO_ctrl");
        LastError = (delegate* unmanaged<nuint>)Find("ERR_peek_last_error");
        ClearErrors = (delegate* unmanaged<void>)Find("ERR_clear_error");
        ReasonText = (delegate* unmanaged<nuint, byte*>)Find("ERR_reason_error_string");
        Cleanse = (delegate* unmanaged<void*, nuint, void>)Find("OPENSSL_cleanse");

        var initialize = (delegate* unmanaged<ulong, void*, int>)Find("OPENSSL_init_ssl");
        if (initialize(NoAtExit, null) != 1)
        {
            throw Unusable($"{name} cannot be initialised; check openssl.cnf and the installation of OpenSSL.");
        }

        RecordMethod = TlsRecords.CreateMethod(this);
    }

    /// <summary>The BIO_METHOD of <see cref="TlsRecords"/>.</summary>
    public nint RecordMethod { get; }

    /// <summary>The library of the process, loaded at the first call.</summary>
    /// <exception cref="EdgeException"><see cref="EdgeStatus.FailedPrecondition"/>: it, or a function of it, is
    /// missing.</exception>
    public static OpenSsl Get()
    {
        lock (_loading)
        {
            return _loaded ??= Load(_names);
        }
    }

    /// <summary>Loads the first library that there is.</summary>
    /// <inheritdoc cref="Get"/>
    internal static OpenSsl Load(string[] names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new OpenSsl(library, name);
            }
        }

        throw Unusable(
            $"TLS needs OpenSSL, which cannot be loaded on this system ({string.Join(", ", names)}); install the package {Package}, or turn tls off.");
    }

    /// <summary>The reason of the last error of this thread, as OpenSSL words it. Clears its errors.</summary>
    public string TakeReason(out int reason)
    {
        nuint error = LastError();
        reason = (int)(error & 0xfff);
        string? text = error == 0 ? null : Marshal.PtrToStringUTF8((nint)ReasonText(error));
        ClearErrors();
        return text ?? $"error {error:x}";
    }

    /// <summary>The number of the alert that the peer has sent; null if an error has another reason.</summary>
    /// <param name="reason">The reason of the error.</param>
    public static int? AlertOf(int reason)
    {
        const int alertOffset = 1000;
        return reason is >= alertOffset and < alertOffset + 256 ? reason - alertOffset : null;
    }

    private nint Find(string function) => NativeLibrary.TryGetExport(_library, function, out nint address)
        ? address
        : throw Unusable($"{_name} has no function {function}; TLS needs OpenSSL 1.1.1 or later: install the package {Package}, or turn tls off.");

    private static EdgeException Unusable(string message) => new(EdgeStatus.FailedPrecondition, message);
}
