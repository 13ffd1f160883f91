using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Transport.Tls;

/// <summary>The options of TLS for one edge, validated; for both transports.</summary>
internal sealed class TlsSettings
{
    /// <summary>A file above this is another one: the authorities of a system take a quarter of a megabyte.</summary>
    private const int LargestFile = 8 << 20;

    private TlsSettings(EdgeTlsOptions options, string serverName)
    {
        ServerName = serverName;
        IsAddress = IPAddress.TryParse(serverName, out _);
        Authorities = PemSource.Of(options.CaFile, options.CaPem, "ca");
        Certificate = PemSource.Of(options.CertificateFile, options.CertificatePem, "certificate");
        Key = PemSource.Of(options.KeyFile, options.KeyPem, "key");
        Password = PemSource.Copy(options.KeyPassword);
    }

    /// <summary>The name or the address that the certificate must have.</summary>
    public string ServerName { get; }

    public bool IsAddress { get; }

    /// <summary>The trusted authorities; null for those of the system.</summary>
    public PemSource? Authorities { get; }

    /// <summary>The client's certificate and those that follow it; null for none.</summary>
    public PemSource? Certificate { get; }

    /// <summary>The client's key; null if it is beside the certificate, or there is none.</summary>
    public PemSource? Key { get; }

    /// <summary>Where the key is; null if there is none.</summary>
    public PemSource? KeySource => Key ?? Certificate;

    /// <summary>The password of the key.</summary>
    public ReadOnlyMemory<byte> Password { get; private set; }

    /// <summary>The files, which are read again when they change.</summary>
    public IEnumerable<string> Files =>
        new[] { Authorities, Certificate, Key }.Select(static source => source?.File).OfType<string>();

    /// <summary>Validates the options of a client.</summary>
    /// <exception cref="EdgeException">They contradict each other, or the name is invalid.</exception>
    public static TlsSettings Of(EdgeEndpoint endpoint, EdgeTlsOptions options)
    {
        PemSource.Check(options.CaFile, options.CaPem, "ca");
        PemSource.Check(options.CertificateFile, options.CertificatePem, "certificate");
        PemSource.Check(options.KeyFile, options.KeyPem, "key");
        if (options.KeyPassword.Span.Contains((byte)0))
        {
            throw EdgeException.InvalidArgument("tls.key_password", "holds a NUL character, at which OpenSSL would end it; remove it.");
        }

        if (options.CertificateFile is null && options.CertificatePem.IsEmpty)
        {
            if (options.KeyFile is not null || !options.KeyPem.IsEmpty)
            {
                throw EdgeException.InvalidArgument(
                    "tls.certificate_file", "is missing beside the key; give the client's certificate too (certificate_file or certificate_pem).");
            }

            if (!options.KeyPassword.IsEmpty)
            {
                throw EdgeException.InvalidArgument(
                    "tls.key_password", "is given without a key; give the client's certificate and key too, or no password.");
            }
        }

        return new TlsSettings(options, NameOf(endpoint, options.ServerName));
    }

    /// <summary>Clears the copies of password and key. They are not needed when no file can change.</summary>
    public void Forget()
    {
        Clear(Password);
        Password = default;
        if (KeySource is { File: null } key)
        {
            Clear(key.Memory);
        }
    }

    private static void Clear(ReadOnlyMemory<byte> memory)
    {
        if (MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> copy))
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private static string NameOf(EdgeEndpoint endpoint, string? name)
    {
        if (name is null)
        {
            if (endpoint.SocketPath is not null)
            {
                throw EdgeException.InvalidArgument(
                    "tls.server_name", "is missing: the certificate of an edge behind a Unix domain socket has a name, and a path is no name; give the name.");
            }

            // A zone is of this machine, and the dot at the end of a name is DNS's.
            int percent = endpoint.Host.IndexOf('%', StringComparison.Ordinal);
            string host = percent < 0 ? endpoint.Host.TrimEnd('.') : endpoint.Host[..percent];
            CheckAddress(host, "host", ", or set tls.server_name to the name in the edge's certificate");
            return host;
        }

        // As in a URL, an address of IPv6 may be in brackets.
        string bare = name is ['[', .. string inner, ']'] && inner.Contains(':', StringComparison.Ordinal)
            ? inner : name;
        CheckAddress(bare.TrimEnd('.'), "tls.server_name", "");
        return IPAddress.TryParse(bare, out _) || Uri.CheckHostName(bare) is UriHostNameType.Dns
            ? bare.TrimEnd('.')
            : throw EdgeException.InvalidArgument(
                "tls.server_name", $"is \"{name}\", which is neither a name nor an address; give the name in the edge's certificate.");
    }

    /// <summary>
    /// The resolver takes addresses of IPv4 in all forms of inet_aton, such as 127.1; OpenSSL takes four numbers only.
    /// </summary>
    private static void CheckAddress(string name, string parameter, string otherRemedy)
    {
        if (IPAddress.TryParse(name, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != name)
        {
            throw EdgeException.InvalidArgument(
                parameter,
                $"is \"{name}\", a form of the address {address} that TLS does not take; give the four numbers, {address}{otherRemedy}.");
        }
    }

    /// <summary>PEM that is in a file or in memory.</summary>
    /// <param name="Parameter">The option, for errors.</param>
    /// <param name="File">The path; null for memory.</param>
    /// <param name="Memory">The content, if it is no file.</param>
    internal sealed record PemSource(string Parameter, string? File, ReadOnlyMemory<byte> Memory)
    {
        /// <summary>How an error begins: the option, and its value if that is a path.</summary>
        public string Subject => File is null ? "" : $"is \"{File}\", which ";

        /// <summary>An empty secret would silently be none, and no authorities those of the system.</summary>
        public static void Check(string? file, ReadOnlyMemory<byte> memory, string option)
        {
            if (file is not null && !memory.IsEmpty)
            {
                throw EdgeException.InvalidArgument($"tls.{option}_pem", $"is given beside tls.{option}_file; give one of them.");
            }

            if (file is { Length: 0 })
            {
                throw EdgeException.InvalidArgument($"tls.{option}_file", "is empty; give the path of a file in PEM, or none.");
            }

            if (memory.IsEmpty && !memory.Equals(default))
            {
                throw EdgeException.InvalidArgument($"tls.{option}_pem", "is empty; give the content of a file in PEM, or none.");
            }
        }

        public static PemSource? Of(string? file, ReadOnlyMemory<byte> memory, string option) =>
            file is not null ? new PemSource($"tls.{option}_file", file, default)
            : memory.IsEmpty ? null
            : new PemSource($"tls.{option}_pem", null, Copy(memory));

        /// <summary>A copy that the garbage collector does not move, so that it can be cleared.</summary>
        /// <param name="memory">What is copied.</param>
        /// <param name="terminated">Whether a NUL follows.</param>
        public static byte[] Copy(ReadOnlyMemory<byte> memory, bool terminated = false)
        {
            byte[] copy = GC.AllocateArray<byte>(memory.Length + (terminated ? 1 : 0), pinned: true);
            memory.Span.CopyTo(copy);
            return copy;
        }

        /// <summary>Reads the content. The caller clears it: it may hold a key.</summary>
        /// <exception cref="EdgeException">The file cannot be read, or is no regular one.</exception>
        public byte[] Read() => File is null ? Copy(Memory) : ReadFile(File);

        /// <param name="problem">What is wrong and how to correct it.</param>
        public EdgeException Wrong(string problem) => EdgeException.InvalidArgument(Parameter, Subject + problem);

        public EdgeException NoCertificate() =>
            Wrong("contains no certificate; give certificates in PEM, which begin with -----BEGIN CERTIFICATE-----.");

        /// <summary>The key is not that of the certificate.</summary>
        public EdgeException WrongKey(PemSource certificate, string reason) => Wrong(
            $"is not the key of the certificate in {certificate.File ?? certificate.Parameter} ({reason}); give the two that belong together.");

        /// <summary>Whether the key in PEM is encrypted, if there is one.</summary>
        public static bool IsEncrypted(ReadOnlySpan<byte> pem) => pem.IndexOf("ENCRYPTED"u8) >= 0;

        /// <summary>No key could be read.</summary>
        public EdgeException UnreadableKey(bool hasPassword, string reason)
        {
            byte[] pem = Read();
            (bool isKey, bool isEncrypted) = (pem.AsSpan().IndexOf("PRIVATE KEY-----"u8) >= 0, IsEncrypted(pem));
            CryptographicOperations.ZeroMemory(pem);
            string name = File is null ? Parameter : $"\"{File}\"";
            return !isKey
                ? Wrong(
                    "contains no private key; give it in PEM (-----BEGIN PRIVATE KEY-----) as key_file or key_pem, or beside the certificate.")
                : !isEncrypted ? Wrong($"has a private key that cannot be read: {reason}. Give it in PEM, whole.")
                : !hasPassword
                    ? EdgeException.InvalidArgument("tls.key_password", $"is missing: the key in {name} is encrypted; give its password.")
                    : EdgeException.InvalidArgument(
                        "tls.key_password", $"does not open the key in {name} ({reason}); give its password, or encrypt it with an algorithm that OpenSSL has.");
        }

        private byte[] ReadFile(string path)
        {
            // A pipe is refused: it can be read once only, and files are read again.
            string memory = Parameter.Replace("_file", "_pem", StringComparison.Ordinal);
            var errors = new FileErrors(Parameter, path, $"give the content itself as {memory}");
            using var file = new OpenFile(new EdgeFile("", "", path), errors);
            for (int capacity = 64 * 1024; capacity <= LargestFile; capacity *= 2)
            {
                byte[] content = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
                int size = 0;
                while (size < capacity && file.ReadSome(content.AsSpan(size), size) is int count and > 0)
                {
                    size += count;
                }

                if (size < capacity)
                {
                    byte[] exact = Copy(content.AsMemory(0, size));
                    CryptographicOperations.ZeroMemory(content);
                    return exact;
                }

                CryptographicOperations.ZeroMemory(content);
            }

            throw Wrong("has more than 8 MiB; give a file in PEM with certificates or a key.");
        }
    }
}
