using System.Buffers;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Requests;

/// <summary>The metadata that calls carry, validated. Immutable: a token is replaced while calls run.</summary>
internal sealed class CallMetadata
{
    /// <summary>
    /// In bytes, with 32 for each entry as in RFC 9113, section 6.5.2. Servers accept 8 KiB by default.
    /// </summary>
    private const int MaxBytes = 16 * 1024;

    private const int BytesOfEntry = 32;
    private const string Authorization = "authorization";
    private const string ApiKeyScheme = "ApiKey ";
    private const string BasicScheme = "Basic ";

    /// <summary>Shorter values are words and numbers, which errors need.</summary>
    private const int ShortestSecretValue = 8;

    /// <summary>
    /// Fields of HTTP/2 and gRPC that the transport writes, or that RFC 9113, section 8.2.2, forbids.
    /// </summary>
    private static readonly HashSet<string> _reserved =
    [
        "te", "content-type", "content-length", "user-agent", "host", "connection", "transfer-encoding", "upgrade",
        "keep-alive", "proxy-connection", "trailer", "expect",
    ];

    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly EdgeEndpoint _endpoint;
    private readonly bool _allowsPlaintext;

    private CallMetadata(EdgeEndpoint endpoint, bool allowsPlaintext, Metadata headers)
    {
        _endpoint = endpoint;
        _allowsPlaintext = allowsPlaintext;
        Headers = headers;
        Secrets = [.. SecretsOf(headers)];
    }

    /// <summary>The entries as the transport takes them.</summary>
    public Metadata Headers { get; }

    /// <summary>What no error may show of them.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>The metadata of a client.</summary>
    /// <exception cref="EdgeException">An entry is invalid, or a credential may not be sent.</exception>
    public static CallMetadata Of(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        var empty = new CallMetadata(
            endpoint, options.AllowPlaintextCredentials || options.Tls is not null, []);
        if (options.ApiKey is not string key)
        {
            return empty.With(options.Metadata);
        }

        if (key.Length == 0 || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw EdgeException.InvalidArgument("api_key", key.Length == 0
                ? "is empty; give the key, or none."
                : "holds a space, a control character, or one that is not ASCII; give the key as the platform shows it.");
        }

        return empty.With([new EdgeMetadataEntry(Authorization, ApiKeyScheme + key)], "api_key").With(options.Metadata);
    }

    /// <summary>The same with other entries, which take the place of those of the same name.</summary>
    /// <exception cref="EdgeException">An entry is invalid, or a credential may not be sent.</exception>
    public CallMetadata With(IReadOnlyList<EdgeMetadataEntry>? entries, string parameter = "metadata")
    {
        if (entries is null or { Count: 0 })
        {
            return this;
        }

        Metadata headers = [];
        foreach (Metadata.Entry kept in Headers.Where(kept => entries.All(entry => entry.Name != kept.Key)))
        {
            headers.Add(kept);
        }

        for (int i = 0; i < entries.Count; i++)
        {
            headers.Add(Checked(entries[i], $"{parameter}[{i}]"));
        }

        int size = headers.Sum(static entry => entry.Key.Length + entry.ValueBytes.Length + BytesOfEntry);
        if (size > MaxBytes)
        {
            throw EdgeException.InvalidArgument(
                parameter, $"has {size:N0} bytes, with {BytesOfEntry} for each entry; {MaxBytes:N0} are the limit, and 8,192 what most servers accept.");
        }

        var result = new CallMetadata(_endpoint, _allowsPlaintext, headers);
        return !headers.Any(static entry => entry.Key == Authorization) || _allowsPlaintext || _endpoint.IsLocal
            ? result
            : throw EdgeException.InvalidArgument(
                parameter, $"is a credential that would travel to {_endpoint} in plaintext, where others can read it; turn tls on, or accept that with allow_plaintext_credentials.");
    }

    /// <summary>Without entries of its own, with the same rules.</summary>
    public CallMetadata Cleared() => new(_endpoint, _allowsPlaintext, []);

    /// <summary>
    /// What may be a secret among metadata: credentials, and the values of other entries but those of Trace Context. No
    /// error may show it.
    /// </summary>
    public static IEnumerable<string> SecretsOf(Metadata? metadata) => (metadata ?? []).SelectMany(static entry =>
        entry.Key is TraceContext.Parent or TraceContext.State ? []
        : entry.IsBinary ? SecretsIn(entry.ValueBytes)
        : entry.Key == Authorization ? CredentialsIn(entry.Value)
        : new[] { entry.Value, AfterScheme(entry.Value) }.Where(static value => value.Length >= ShortestSecretValue));

    private static Metadata.Entry Checked(EdgeMetadataEntry? entry, string path)
    {
        string name = entry?.Name ?? throw EdgeException.InvalidArgument(path, "is null.");
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(_nameCharacters))
        {
            throw EdgeException.InvalidArgument(
                $"{path}.name", $"is \"{PrintableText.Escape(name)}\"; a name has lower-case letters, digits, '-', '_' and '.'.");
        }

        if (_reserved.Contains(name) || name.StartsWith("grpc-", StringComparison.Ordinal))
        {
            throw EdgeException.InvalidArgument($"{path}.name", $"is \"{name}\", which gRPC or HTTP reserves; use another name.");
        }

        if (name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            return new Metadata.Entry(name, entry.Bytes ?? Encoding.UTF8.GetBytes(entry.Text!));
        }

        string value = entry.Text ?? Encoding.Latin1.GetString(entry.Bytes!);
        if (name == TraceContext.Parent && !TraceContext.IsValidParent(value))
        {
            throw EdgeException.InvalidArgument(
                $"{path}.value", $"(of \"{name}\") is not a trace parent of W3C Trace Context, such as 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.");
        }

        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.AsSpan().Trim(' ').Length != value.Length
            ? throw EdgeException.InvalidArgument(
                $"{path}.value", $"(of \"{name}\") holds a character that is not printable ASCII, or a space at an end; encode it, or use a name that ends with -bin, whose value may be any bytes.")
            : new Metadata.Entry(name, value);
    }

    /// <summary>What follows the scheme; of an API key, its secret; of Basic, the password too.</summary>
    private static IEnumerable<string> CredentialsIn(string authorization)
    {
        string credentials = AfterScheme(authorization);
        byte[] basic = new byte[credentials.Length];
        return authorization.StartsWith(ApiKeyScheme, StringComparison.Ordinal) ? [SecretMask.SecretOf(credentials)]
            : authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase)
                && Convert.TryFromBase64String(credentials, basic, out int length)
                ? [credentials, SecretMask.PasswordOf(Encoding.UTF8.GetString(basic, 0, length))]
            : [credentials];
    }

    /// <summary>A binary value as it is sent, and as text.</summary>
    private static string[] SecretsIn(byte[] value) => value.Length < ShortestSecretValue
        ? [] : [Convert.ToBase64String(value).TrimEnd('='), Encoding.UTF8.GetString(value)];

    private static string AfterScheme(string value) => value[(value.LastIndexOf(' ') + 1)..];
}
