namespace Modzy.Edge;

/// <summary>
/// How a client speaks TLS, 1.2 or 1.3. All members may be left out: the certificate of the edge is then checked
/// against the authorities of the system.
/// </summary>
/// <remarks>
/// What is given as a file is read again when the file changes, for the connections that are opened afterwards. What is
/// given in memory is copied when the client is made.
/// </remarks>
/// <example><code>
/// var options = new EdgeClientOptions
/// {
///     Tls = new EdgeTlsOptions { ServerName = "edge.example" },
/// };
/// using var client = new EdgeClient("192.0.2.7", 443, options);
/// </code></example>
public sealed record EdgeTlsOptions
{
    /// <summary>
    /// A file with the certificates, in PEM, of the authorities that are trusted, in place of those of the system; or
    /// the edge's own certificate. Null, the default, for those of the system.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// The same as <see cref="CaFile"/> in memory. Not given by default; an empty array is refused.
    /// </summary>
    public ReadOnlyMemory<byte> CaPem { get; init; }

    /// <summary>
    /// A file with the client's certificate, in PEM, followed by those of the authorities between it and the one that
    /// the edge trusts. Null, the default, for none.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>
    /// The same as <see cref="CertificateFile"/> in memory. Not given by default; an empty array is refused.
    /// </summary>
    public ReadOnlyMemory<byte> CertificatePem { get; init; }

    /// <summary>
    /// A file with the private key of the client's certificate, in PEM. If it is null, and <see cref="KeyPem"/> empty,
    /// the key is beside the certificate.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// The same as <see cref="KeyFile"/> in memory. Not given by default; an empty array is refused.
    /// </summary>
    public ReadOnlyMemory<byte> KeyPem { get; init; }

    /// <summary>
    /// The password of the key, in UTF-8; empty, the default, for none. The client copies it, and clears its copies:
    /// the caller can clear the array when the client was made.
    /// </summary>
    public ReadOnlyMemory<byte> KeyPassword { get; init; }

    /// <summary>
    /// The name, or the address, that the edge's certificate must have; it is also asked for in the handshake (SNI),
    /// and sent as :authority. Null, the default, for the host of the client; a Unix domain socket has none, and
    /// an address that is not written as four numbers, such as 127.1, needs one.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>The options without keys and passwords.</summary>
    /// <example><code>
    /// var options = new EdgeTlsOptions { CaFile = "ca.pem", KeyPassword = "a secret"u8.ToArray() };
    /// Console.WriteLine(options.ToString());                      // EdgeTlsOptions { CaFile = ca.pem, ...
    /// </code></example>
    public override string ToString() =>
        $"{nameof(EdgeTlsOptions)} {{ {nameof(CaFile)} = {CaFile}, {nameof(CertificateFile)} = {CertificateFile}, "
        + $"{nameof(KeyFile)} = {KeyFile}, {nameof(ServerName)} = {ServerName} }}";
}
