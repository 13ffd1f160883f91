using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Modzy.Edge.Contexts;

/// <summary>Writes a configuration file: what has its default is left out.</summary>
internal static class ContextWriter
{
    private static readonly JsonWriterOptions _layout =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="EdgeException">It cannot be written.</exception>
    public static void Write(EdgeContexts contexts)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(contexts.Path))!;
        string temporary = $"{contexts.Path}.{Environment.ProcessId}";
        try
        {
            // It holds keys, so it is its owner's alone from the beginning.
            var creation = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
                creation.UnixCreateMode = OwnerOnly;
            }

            using (var file = new FileStream(temporary, creation))
            {
                file.Write(Json(contexts));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, contexts.Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EdgeException(
                EdgeStatus.FailedPrecondition,
                $"The file of contexts {contexts.Path} cannot be written: {e.Message} Make its directory one that the user of this process may write to.",
                e);
        }
    }

    private static ReadOnlySpan<byte> Json(EdgeContexts contexts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _layout))
        {
            json.WriteStartObject();
            if (contexts.Current is not null)
            {
                json.WriteString("current", contexts.Current);
            }

            json.WriteStartObject("contexts");
            foreach ((string name, EdgeContext context) in contexts.All)
            {
                json.WriteStartObject(name);
                json.WriteString("host", context.Host);
                json.WriteNumber("port", context.Port);
                Write(json, context.Options);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, EdgeClientOptions options)
    {
        var defaults = new EdgeClientOptions();
        Write(json, "deadline_ms", options.Deadline, defaults.Deadline);
        Write(json, "connect_timeout_ms", options.ConnectTimeout, defaults.ConnectTimeout);
        Write(json, "idle_timeout_ms", options.IdleConnectionTimeout, defaults.IdleConnectionTimeout);
        if (options.MaxReceiveBytes is long limit)
        {
            json.WriteNumber("max_receive_bytes", limit);
        }

        if (options.MaxConnections != defaults.MaxConnections)
        {
            json.WriteNumber("max_connections", options.MaxConnections);
        }

        if (options.MaxLongCalls != defaults.MaxLongCalls)
        {
            json.WriteNumber("max_long_calls", options.MaxLongCalls);
        }

        if (options.BusyPoll != defaults.BusyPoll)
        {
            json.WriteNumber("busy_poll_us", (long)options.BusyPoll.TotalMicroseconds);
        }

        if (options.Transport != EdgeTransportKind.Auto)
        {
            json.WriteString("transport", options.Transport == EdgeTransportKind.Direct ? "direct" : "channel");
        }

        if (options.ApiKey is not null)
        {
            json.WriteString("api_key", options.ApiKey);
        }

        if (options.AllowPlaintextCredentials)
        {
            json.WriteBoolean("allow_plaintext_credentials", true);
        }

        if (options.Proxy is not null)
        {
            json.WriteString("proxy", options.Proxy);
        }

        if (options.KeepAlive != defaults.KeepAlive)
        {
            json.WriteNumber("keepalive_ms", (long)Math.Ceiling(options.KeepAlive.TotalMilliseconds));
        }

        Write(json, "keepalive_timeout_ms", options.KeepAliveTimeout, defaults.KeepAliveTimeout);
        if (options.KeepAliveWhenIdle)
        {
            json.WriteBoolean("keepalive_when_idle", true);
        }

        if (options.Balancing == EdgeBalancing.RoundRobin)
        {
            json.WriteString("balancing", "round_robin");
        }

        if (options.Tls is EdgeTlsOptions tls)
        {
            Write(json, tls);
        }

        if (options.Retry != defaults.Retry)
        {
            Write(json, options.Retry, defaults.Retry);
        }

        if (options.CancelOnTimeout)
        {
            json.WriteBoolean("cancel_on_timeout", true);
        }
    }

    private static void Write(Utf8JsonWriter json, EdgeRetryOptions options, EdgeRetryOptions defaults)
    {
        json.WriteStartObject("retry");
        if (options.MaxAttempts != defaults.MaxAttempts)
        {
            json.WriteNumber("max_attempts", options.MaxAttempts);
        }

        Write(json, "initial_backoff_ms", options.InitialBackoff, defaults.InitialBackoff);
        Write(json, "max_backoff_ms", options.MaxBackoff, defaults.MaxBackoff);
        if (options.RetrySubmissions)
        {
            json.WriteBoolean("retry_submissions", true);
        }

        json.WriteEndObject();
    }

    /// <summary>Certificates and keys stay in their files.</summary>
    private static void Write(Utf8JsonWriter json, EdgeTlsOptions options)
    {
        json.WriteStartObject("tls");
        foreach ((string name, string? value) in (ReadOnlySpan<(string, string?)>)[
            ("ca_file", options.CaFile), ("certificate_file", options.CertificateFile), ("key_file", options.KeyFile),
            ("server_name", options.ServerName)])
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        if (!options.KeyPassword.IsEmpty)
        {
            json.WriteString("key_password", options.KeyPassword.Span);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a duration, null for one without limit.</summary>
    private static void Write(Utf8JsonWriter json, string name, TimeSpan value, TimeSpan standard)
    {
        if (value == Timeout.InfiniteTimeSpan)
        {
            json.WriteNull(name);
        }
        else if (value != standard)
        {
            json.WriteNumber(name, (long)Math.Ceiling(value.TotalMilliseconds));
        }
    }
}
