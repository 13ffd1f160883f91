using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Modzy.Edge.Contexts;

/// <summary>Reads a configuration file. Its errors name the file, the member and the remedy.</summary>
/// <remarks>Not with a JsonSerializer, which would add half a megabyte to a library that needs it for nothing
/// else.</remarks>
internal sealed class ContextReader
{
    /// <summary>A file above this is another one.</summary>
    private const int LargestFile = 1 << 20;

    private readonly string _path;

    private ContextReader(string path) => _path = path;

    public static EdgeContexts Read(string path)
    {
        var reader = new ContextReader(path);
        ReadOnlyMemory<byte>? json = reader.Load();
        return json is null ? new EdgeContexts(path, exists: false, null, NoContexts()) : reader.Parse(json.Value);
    }

    private static SortedDictionary<string, EdgeContext> NoContexts() => new(StringComparer.Ordinal);

    private ReadOnlyMemory<byte>? Load()
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(_path, share: FileShare.ReadWrite | FileShare.Delete);
            byte[] json = new byte[LargestFile + 1];
            int size = 0;
            while (size < json.Length && RandomAccess.Read(file, json.AsSpan(size), size) is int count and > 0)
            {
                size += count;
            }

            return size > LargestFile
                ? throw Wrong(null, "is not a file of contexts: it has more than 1 MiB; name another, or remove it.")
                : json.AsMemory(0, size);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Wrong(null, $"cannot be read: {e.Message} Give the user of this process the right to read it.");
        }
    }

    private EdgeContexts Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document =
                JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Root(document.RootElement);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is long line
                ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}, column {e.BytePositionInLine + 1}")
                : $": {e.Message}";
            throw Wrong(null, $"is not valid JSON{place}. Correct it, or remove the file and add the contexts again.");
        }
        catch (InvalidOperationException)
        {
            // Strings are converted when they are read.
            throw Wrong(null, "has a string that is not valid Unicode; write the file in UTF-8.");
        }
    }

    private EdgeContexts Root(JsonElement root)
    {
        string? current = null;
        SortedDictionary<string, EdgeContext> all = NoContexts();
        foreach (JsonProperty member in Members(root, "the file"))
        {
            switch (member.Name)
            {
                case "current":
                    current = member.Value.ValueKind == JsonValueKind.Null ? null : Text(member.Value, "current");
                    break;
                case "contexts":
                    foreach (JsonProperty context in Members(member.Value, "contexts"))
                    {
                        all.Add(context.Name, Context(context.Value, $"contexts.{context.Name}"));
                    }

                    break;
                default:
                    throw Unknown(member.Name, "current, contexts");
            }
        }

        return new EdgeContexts(_path, exists: true, current, all);
    }

    private EdgeContext Context(JsonElement value, string at)
    {
        string? host = null;
        long port = EdgeClient.DefaultPort;
        var options = new EdgeClientOptions();
        foreach (JsonProperty member in Members(value, at))
        {
            string name = $"{at}.{member.Name}";
            switch (member.Name)
            {
                case "host":
                    host = Text(member.Value, name);
                    break;
                case "port":
                    port = Number(member.Value, name, 1, 65535);
                    break;
                default:
                    options = Option(options, member, name);
                    break;
            }
        }

        if (host is null)
        {
            throw Wrong($"{at}.host", "is missing; give the name or the address of the edge.");
        }

        try
        {
            _ = Transport.EdgeEndpoint.ParseAll(host, port);
        }
        catch (EdgeException e)
        {
            throw Wrong($"{at}.host", e.Message["host ".Length..]);
        }

        return new EdgeContext(host, (int)port) { Options = options };
    }

    private EdgeClientOptions Option(EdgeClientOptions options, JsonProperty member, string name) => member.Name switch
    {
        "deadline_ms" => options with { Deadline = Milliseconds(member.Value, name) },
        "connect_timeout_ms" => options with { ConnectTimeout = Milliseconds(member.Value, name) },
        "idle_timeout_ms" => options with { IdleConnectionTimeout = Milliseconds(member.Value, name) },
        "max_receive_bytes" => options with { MaxReceiveBytes = Number(member.Value, name, 1, long.MaxValue) },
        "max_connections" => options with { MaxConnections = (int)Number(member.Value, name, 1, int.MaxValue) },
        "max_long_calls" => options with { MaxLongCalls = (int)Number(member.Value, name, 1, int.MaxValue) },
        "busy_poll_us" => options with { BusyPoll = TimeSpan.FromMicroseconds(Number(member.Value, name, 0, 1_000_000)) },
        "transport" => options with { Transport = Transports(member.Value, name) },
        "api_key" => options with { ApiKey = Secret(member.Value, name) },
        "allow_plaintext_credentials" => options with { AllowPlaintextCredentials = Flag(member.Value, name) },
        "proxy" => options with { Proxy = Url(member.Value, name) },
        "balancing" => options with { Balancing = Balancing(member.Value, name) },
        "keepalive_ms" => options with { KeepAlive = TimeSpan.FromMilliseconds(Number(member.Value, name, 0, uint.MaxValue)) },
        "keepalive_timeout_ms" => options with { KeepAliveTimeout = Milliseconds(member.Value, name) },
        "keepalive_when_idle" => options with { KeepAliveWhenIdle = Flag(member.Value, name) },
        "tls" => options with { Tls = Tls(member.Value, name) },
        "retry" => options with { Retry = Retry(member.Value, name) },
        "cancel_on_timeout" => options with { CancelOnTimeout = Flag(member.Value, name) },
        _ => throw Unknown(
            name,
            "host, port, deadline_ms, connect_timeout_ms, idle_timeout_ms, max_receive_bytes, max_connections, "
            + "max_long_calls, busy_poll_us, transport, api_key, allow_plaintext_credentials, proxy, "
            + "keepalive_ms, keepalive_timeout_ms, keepalive_when_idle, balancing, tls, retry, cancel_on_timeout"),
    };

    /// <summary>True, false, or an object with the names of <c>edge_tls_options</c>.</summary>
    private EdgeTlsOptions? Tls(JsonElement value, string at)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean() ? new EdgeTlsOptions() : null;
        }

        var options = new EdgeTlsOptions();
        foreach (JsonProperty member in Members(value, at, "true, false, or an object"))
        {
            string name = $"{at}.{member.Name}";
            options = member.Name switch
            {
                "ca_file" => options with { CaFile = Text(member.Value, name) },
                "certificate_file" => options with { CertificateFile = Text(member.Value, name) },
                "key_file" => options with { KeyFile = Text(member.Value, name) },
                "key_password" => options with { KeyPassword = Encoding.UTF8.GetBytes(Secret(member.Value, name)) },
                "server_name" => options with { ServerName = Text(member.Value, name) },
                _ => throw Unknown(name, "ca_file, certificate_file, key_file, key_password, server_name"),
            };
        }

        return options;
    }

    /// <summary>An object with the names of <c>edge_retry_options</c>.</summary>
    private EdgeRetryOptions Retry(JsonElement value, string at)
    {
        var options = new EdgeRetryOptions();
        TimeSpan? initial = null;
        TimeSpan? longest = null;
        foreach (JsonProperty member in Members(value, at))
        {
            string name = $"{at}.{member.Name}";
            switch (member.Name)
            {
                case "max_attempts":
                    options = options with { MaxAttempts = (int)Number(member.Value, name, 1, int.MaxValue) };
                    break;
                case "initial_backoff_ms":
                    initial = Backoff(member.Value, name);
                    break;
                case "max_backoff_ms":
                    longest = Backoff(member.Value, name);
                    break;
                case "retry_submissions":
                    options = options with { RetrySubmissions = Flag(member.Value, name) };
                    break;
                default:
                    throw Unknown(name, "max_attempts, initial_backoff_ms, max_backoff_ms, retry_submissions");
            }
        }

        options = options.WithBackoff(initial, longest);
        return options.MaxBackoff >= options.InitialBackoff
            ? options
            : throw Wrong($"{at}.max_backoff_ms", "is less than initial_backoff_ms; give a time that is not shorter.");
    }

    private TimeSpan Backoff(JsonElement value, string at) =>
        TimeSpan.FromMilliseconds(Number(value, at, 1, (long)Requests.Durations.LongestTimer.TotalMilliseconds));

    private JsonElement.ObjectEnumerator Members(JsonElement value, string at, string expected = "an object") =>
        value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject()
        : throw Wrong(at == "the file" ? null : at, $"is {Describe(value)}; give {expected}.");

    private string Text(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Wrong(at, $"is {Describe(value)}; give a string that is not empty.");

    /// <summary>Its errors do not show the value.</summary>
    private string Secret(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Wrong(at, "is not a string, or is empty; give the key, or remove it.");

    /// <summary>It may be empty, and hold a password.</summary>
    private string Url(JsonElement value, string at) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw Wrong(at, "is not a string; give the URL of the proxy, or an empty string for none.");

    private bool Flag(JsonElement value, string at) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw Wrong(at, $"is {Describe(value)}; give true or false.");

    private long Number(JsonElement value, string at, long minimum, long maximum) =>
        value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long number) && number >= minimum && number <= maximum
            ? number
            : throw Wrong(at, maximum == long.MaxValue
                ? $"is {Describe(value)}; give a whole number above zero."
                : string.Create(CultureInfo.InvariantCulture, $"is {Describe(value)}; give a whole number from {minimum} to {maximum}."));

    private TimeSpan Milliseconds(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Null
            ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Number(value, at, 1, uint.MaxValue));

    private EdgeTransportKind Transports(JsonElement value, string at) => Text(value, at) switch
    {
        "auto" => EdgeTransportKind.Auto,
        "direct" => EdgeTransportKind.Direct,
        "channel" => EdgeTransportKind.Channel,
        _ => throw Wrong(at, $"is {Describe(value)}; give \"auto\", \"direct\" or \"channel\"."),
    };

    private EdgeBalancing Balancing(JsonElement value, string at) => Text(value, at) switch
    {
        "pick_first" => EdgeBalancing.PickFirst,
        "round_robin" => EdgeBalancing.RoundRobin,
        _ => throw Wrong(at, $"is {Describe(value)}; give \"pick_first\" or \"round_robin\"."),
    };

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => value.GetRawText(),
    };

    private EdgeException Unknown(string member, string known) =>
        Wrong(member, $"is not a member that this version knows; correct or remove it. It knows {known}.");

    /// <param name="member">What is wrong; null for the file itself.</param>
    /// <param name="problem">What is wrong with it and how to correct it; follows the name in the sentence.</param>
    private EdgeException Wrong(string? member, string problem) =>
        new(EdgeStatus.InvalidArgument, $"The file of contexts {_path}{(member is null ? "" : $": {member}")} {problem}") { Parameter = member };
}
