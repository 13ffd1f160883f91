using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tls;

/// <summary>Says why TLS has failed, and what to do: for both transports.</summary>
internal static class TlsFailures
{
    private const string GiveCertificate = "set tls.certificate_file and tls.key_file to a certificate that the edge accepts";

    // X509_V_ERR_ of openssl/x509_vfy.h.
    private const int NoIssuer = 2;
    public const int NotYetValid = 9;
    public const int Expired = 10;
    public const int SelfSigned = 18;
    private const int SelfSignedInChain = 19;
    public const int NoLocalIssuer = 20;
    private const int NoFirstIssuer = 21;
    public const int WrongName = 62;
    private const int WrongAddress = 64;

    /// <summary>The edge's certificate was not accepted.</summary>
    /// <param name="error">X509_V_ERR_...</param>
    /// <param name="text">OpenSSL's text for it.</param>
    /// <param name="certificate">The certificate, or an authority's; null if it is not known.</param>
    /// <param name="settings">The options.</param>
    public static ConnectionException Certificate(
        int error, string text, CertificateFacts? certificate, TlsSettings settings)
    {
        string who = certificate is null ? "" : $" (subject {certificate.Subject}; issuer {certificate.Issuer})";
        return error switch
        {
            SelfSigned => Untrusted(
                $"its certificate is self-signed and not trusted{who}",
                "If it is the edge's, set tls.ca_file to it"),
            NoIssuer or SelfSignedInChain or NoLocalIssuer or NoFirstIssuer => Untrusted(
                $"its certificate was issued by an authority that is not trusted{who}",
                settings.Authorities is not null
                    ? $"Set {settings.Authorities.Parameter} to the certificate of the authority that has issued it"
                    : "Set tls.ca_file to the certificate of the authority that has issued it; without it those of the system are "
                    + "trusted (package ca-certificates)"),
            Expired => Untrusted(
                $"its certificate has expired{At(certificate?.NotAfter)}{who}",
                $"Renew it, or correct the clock of this machine, which says {Now()}"),
            NotYetValid => Untrusted(
                $"its certificate is not valid yet{At(certificate?.NotBefore, " before")}{who}",
                $"Correct the clock of this machine, which says {Now()}, or wait until then"),
            WrongName or WrongAddress => Untrusted(
                $"its certificate is for {certificate?.Names ?? "another name"}, not for {settings.ServerName}",
                "Connect by a name of the certificate, or set tls.server_name to one"),
            _ => Untrusted($"its certificate is not accepted: {text}{who}", "Give the edge a certificate without this fault"),
        };
    }

    /// <summary>The edge has ended the connection with an alert (RFC 8446, section 6).</summary>
    /// <param name="alert">Its number.</param>
    /// <param name="hasCertificate">Whether the client has a certificate.</param>
    /// <param name="certificate">What became of it in the handshake.</param>
    public static ConnectionException Alert(
        int alert, bool hasCertificate, ClientCertificate certificate) => alert switch
    {
        42 or 43 or 44 or 45 or 46 or 48 or 49 or 51 or 116 => RefusesClient(hasCertificate, $" (TLS alert {NameOf(alert)})"),

        // TLS 1.2 has no alert for a missing certificate; no_certificate is that of SSL 3.0.
        40 or 41 or 80 when certificate == ClientCertificate.Missing =>
            RefusesClient(hasCertificate: false, $" (TLS alert {NameOf(alert)})"),
        40 => Mismatch(
            "the edge ends the handshake (TLS alert handshake_failure)",
            hasCertificate
                ? "Check which cipher suites the edge allows, and whether it accepts the client's certificate"
                : "Check which cipher suites the edge allows; if it requires a certificate of the client, " + GiveCertificate),
        70 => Mismatch(
            "the edge speaks no version of TLS that this client does (TLS alert protocol_version)",
            "Let the edge speak TLS 1.2 or 1.3"),
        71 => Mismatch(
            "the edge requires more secure cipher suites or keys than this client offers (TLS alert insufficient_security)",
            "Check which cipher suites and groups the edge allows, and which openssl.cnf of this machine allows"),
        112 => Mismatch(
            "the edge does not know the name that it is asked for (TLS alert unrecognized_name)",
            "Connect by a name of the edge, or set tls.server_name to one"),
        120 => NoHttp2(null),
        _ => new ConnectionException($"the peer ended the connection (TLS alert {NameOf(alert)})"),
    };

    /// <summary>The peer speaks TLS, and another protocol than HTTP/2 in it.</summary>
    /// <param name="protocol">What it has chosen by ALPN; null if nothing.</param>
    public static ConnectionException NoHttp2(string? protocol) => Mismatch(
        protocol is null
            ? "the edge does not agree on HTTP/2 in the TLS handshake (ALPN h2)"
            : $"the edge chose {protocol} in the TLS handshake (ALPN) in place of h2",
        "Check that the port is an edge's, and that a proxy in front of it speaks HTTP/2");

    /// <summary>The peer does not speak TLS.</summary>
    public static ConnectionException NoTls(ReadOnlySpan<byte> first) => Mismatch(
        $"the peer does not speak TLS; it sent {PrintableText.Quote(first)}",
        "Turn tls off if the edge speaks plaintext, or give the port on which it speaks TLS");

    /// <summary>The peer has chosen a version of TLS below 1.2.</summary>
    public static ConnectionException NoVersion() => Mismatch(
        "the edge speaks no version of TLS that this client does", "Let the edge speak TLS 1.2 or 1.3");

    /// <summary>The peer asks for another handshake on the connection. RFC 9113, section 9.2.1, forbids it.</summary>
    public static ConnectionException Renegotiation() => Mismatch(
        "the edge asks for TLS renegotiation, which HTTP/2 does not allow and this client refuses",
        "Turn renegotiation off at the edge. If it requires a certificate of the client, let it ask for it in the first handshake, "
        + "not for single paths, and " + GiveCertificate);

    /// <summary>The handshake has failed for another reason.</summary>
    public static ConnectionException Handshake(string reason) => Mismatch(
        $"the TLS handshake failed: {reason}", "Check the versions of TLS and the cipher suites that the edge allows");

    /// <summary>The peer closed the connection during the handshake.</summary>
    /// <param name="certificate">What became of the client's certificate.</param>
    public static ConnectionException Closed(ClientCertificate certificate) => RefusesClient(certificate)
        ?? new ConnectionException("the peer closed the connection during the TLS handshake", ConnectionFault.NoHandshake)
        {
            Remedy = "Check that an edge listens there and speaks TLS",
        };

    /// <summary>The peer closed the connection after the handshake, before it sent anything.</summary>
    /// <param name="certificate">What became of the client's certificate.</param>
    public static ConnectionException ClosedAtOnce(ClientCertificate certificate) => RefusesClient(certificate)
        ?? new ConnectionException(
            "the peer closed the connection after the TLS handshake, before it sent anything", ConnectionFault.NoHandshake)
        {
            Remedy = "Check that the edge is running, and that no proxy in front of it has lost it",
        };

    /// <summary>An edge that has asked for a certificate, and then closes the connection without a word.</summary>
    private static ConnectionException? RefusesClient(ClientCertificate certificate) => certificate switch
    {
        ClientCertificate.Missing => RefusesClient(false, ": it asked for one, and closed the connection when it got none"),
        ClientCertificate.Sent => RefusesClient(true, ": it asked for it, and closed the connection when it had it"),
        _ => null,
    };

    private static ConnectionException RefusesClient(bool hasCertificate, string how) => hasCertificate
        ? Untrusted(
            $"the edge does not accept the client's certificate{how}",
            "Check that it is valid and issued by an authority that the edge trusts: tls.certificate_file, with the certificates of "
            + "the authorities between")
        : Untrusted($"the edge requires a certificate of the client{how}", "S" + GiveCertificate[1..]);

    private static ConnectionException Untrusted(string message, string remedy) =>
        new(message, ConnectionFault.Untrusted) { Remedy = remedy };

    private static ConnectionException Mismatch(string message, string remedy) =>
        new(message, ConnectionFault.TlsMismatch) { Remedy = remedy };

    private static string At(string? time, string word = " on") => time is null ? "" : $"{word} {time}";

    private static string Now() => TextOf(DateTime.UtcNow);

    /// <summary>A time, as messages have it.</summary>
    public static string TextOf(DateTime time) => time.ToUniversalTime().ToString(
        "yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private static string NameOf(int alert) => alert switch
    {
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        80 => "internal_error",
        90 => "user_canceled",
        116 => "certificate_required",
        _ => alert.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>What became of the client's certificate in the handshake of a connection that the edge has ended.</summary>
internal enum ClientCertificate
{
    /// <summary>
    /// The edge has not asked for one; or other connections show that it works with the one that it gets, or without.
    /// </summary>
    NotInQuestion,

    /// <summary>The edge has asked for one, and the client has none.</summary>
    Missing,

    /// <summary>The edge has asked for it and got it.</summary>
    Sent,
}

/// <summary>What an error says of a certificate.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Issuer">Its issuer.</param>
/// <param name="Names">The names and addresses that it is for.</param>
/// <param name="NotBefore">The time from which it is valid.</param>
/// <param name="NotAfter">The time until which it is valid.</param>
internal sealed record CertificateFacts(string Subject, string Issuer, string Names, string NotBefore, string NotAfter)
{
    /// <summary>A peer may send a certificate with thousands of names.</summary>
    private const int MostShown = 300;

    public string Subject { get; } = Shown(Subject);

    public string Issuer { get; } = Shown(Issuer);

    public string Names { get; } = Shown(Names);

    private static string Shown(string text) => text.Length > MostShown ? text[..MostShown] + "..." : text;
}
