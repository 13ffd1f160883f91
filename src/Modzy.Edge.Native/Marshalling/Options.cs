using Modzy.Edge.Transport;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Reads structures of callers that were compiled with this or another version of the header.</summary>
internal static unsafe class Options
{
    /// <summary>The options of a client: what the caller leaves 0 is as in the defaults.</summary>
    /// <param name="pointer">The caller's.</param>
    /// <param name="defaults">The defaults.</param>
    /// <param name="scope">Borrows certificates, key and password: the client copies what it keeps.</param>
    public static EdgeClientOptions Client(
        NativeClientOptions* pointer, EdgeClientOptions defaults, BorrowScope scope)
    {
        NativeClientOptions options = Read(pointer, "EDGE_CLIENT_OPTIONS_INIT");
        CheckReserved(new ReadOnlySpan<byte>(options.Reserved, 6), "options", "EDGE_CLIENT_OPTIONS_INIT");
        CheckReserved(
            new ReadOnlySpan<byte>(options.Reserved2, 3), "options", "EDGE_CLIENT_OPTIONS_INIT", "reserved2");
        return defaults with
        {
            Deadline = Milliseconds.Read(options.DeadlineMs) ?? defaults.Deadline,
            ConnectTimeout = Milliseconds.Read(options.ConnectTimeoutMs) ?? defaults.ConnectTimeout,
            MaxReceiveBytes = options.MaxReceiveBytes switch
            {
                0 => defaults.MaxReceiveBytes,
                > long.MaxValue => null,
                ulong limit => (long)limit,
            },
            Transport = Transport(options.Transport, defaults.Transport),
            MaxConnections = Limit(options.MaxConnections) ?? defaults.MaxConnections,
            MaxLongCalls = Limit(options.MaxLongCalls) ?? defaults.MaxLongCalls,
            BusyPoll = options.BusyPollUs == 0 ? defaults.BusyPoll : TimeSpan.FromMicroseconds(options.BusyPollUs),
            IdleConnectionTimeout = Milliseconds.Read(options.IdleTimeoutMs) ?? defaults.IdleConnectionTimeout,
            AllowPlaintextCredentials =
                options.AllowPlaintextCredentials != 0 || defaults.AllowPlaintextCredentials,
            Retry = options.Retry == null ? defaults.Retry : Retry(options.Retry, defaults.Retry),
            CancelOnTimeout = options.CancelOnTimeout != 0 || defaults.CancelOnTimeout,
            ApiKey = Utf8Marshaller.Optional(options.ApiKey, "options.api_key") ?? defaults.ApiKey,
            Tls = Tls(options.Tls, scope) ?? defaults.Tls,
            Proxy = Utf8Marshaller.Optional(options.Proxy, "options.proxy") ?? defaults.Proxy,
            KeepAlive = options.KeepaliveMs == 0 ? defaults.KeepAlive : TimeSpan.FromMilliseconds(options.KeepaliveMs),
            KeepAliveTimeout = Milliseconds.Read(options.KeepaliveTimeoutMs) ?? defaults.KeepAliveTimeout,
            KeepAliveWhenIdle = options.KeepaliveWhenIdle != 0 || defaults.KeepAliveWhenIdle,
            Balancing = options.Balancing == 0 ? defaults.Balancing : (EdgeBalancing)Limit(options.Balancing)!,
            LoggerFactory = Logging.NativeLoggerFactory.Instance,
        };
    }

    /// <returns>Null for NULL.</returns>
    private static EdgeTlsOptions? Tls(NativeTlsOptions* pointer, BorrowScope scope)
    {
        if (pointer == null)
        {
            return null;
        }

        NativeTlsOptions options = Read(pointer, "EDGE_TLS_OPTIONS_INIT", "options.tls");
        CheckReserved(options.Reserved, "options.tls", "EDGE_TLS_OPTIONS_INIT");
        return new EdgeTlsOptions
        {
            CaFile = Utf8Marshaller.Optional(options.CaFile, "tls.ca_file"),
            CaPem = Pem(options.CaPem, options.CaPemSize, "tls.ca_pem", scope),
            CertificateFile = Utf8Marshaller.Optional(options.CertificateFile, "tls.certificate_file"),
            CertificatePem = Pem(options.CertificatePem, options.CertificatePemSize, "tls.certificate_pem", scope),
            KeyFile = Utf8Marshaller.Optional(options.KeyFile, "tls.key_file"),
            KeyPem = Pem(options.KeyPem, options.KeyPemSize, "tls.key_pem", scope),
            KeyPassword = scope.BorrowText(options.KeyPassword),
            ServerName = Utf8Marshaller.Optional(options.ServerName, "tls.server_name"),
        };
    }

    /// <summary>What is there and empty is not the same as what is not given.</summary>
    private static ReadOnlyMemory<byte> Pem(void* data, nuint size, string parameter, BorrowScope scope) =>
        data != null && size == 0 ? Array.Empty<byte>() : scope.BorrowBytes(data, size, parameter);

    private static EdgeRetryOptions Retry(NativeRetryOptions* pointer, EdgeRetryOptions defaults)
    {
        NativeRetryOptions options = Read(pointer, "EDGE_RETRY_OPTIONS_INIT", "options.retry");
        CheckReserved(new ReadOnlySpan<byte>(options.Reserved, 3), "options.retry", "EDGE_RETRY_OPTIONS_INIT");
        EdgeRetryOptions given = defaults with
        {
            MaxAttempts = Limit(options.MaxAttempts) ?? defaults.MaxAttempts,
            RetrySubmissions = options.RetrySubmissions != 0,
        };
        return given.WithBackoff(Milliseconds.Read(options.InitialBackoffMs), Milliseconds.Read(options.MaxBackoffMs));
    }

    /// <summary>A limit of which 0 is the default.</summary>
    private static int? Limit(uint value) => value == 0 ? null : (int)Math.Min(value, int.MaxValue);

    public static EdgeWaitOptions? Wait(NativeWaitOptions* pointer, string parameter = "options")
    {
        if (pointer == null)
        {
            return null;
        }

        NativeWaitOptions options = Read(pointer, "EDGE_WAIT_OPTIONS_INIT", parameter);
        return new EdgeWaitOptions
        {
            Timeout = Milliseconds.ReadTimeout(options.TimeoutMs),
            PollInterval = Milliseconds.Read(options.PollIntervalMs),
            MaximumPollInterval = Milliseconds.Read(options.MaxPollIntervalMs),
            Metadata = Metadata(options.Metadata, options.MetadataCount, $"{parameter}.metadata"),
        };
    }

    /// <summary>The options of a submission; all zero for NULL.</summary>
    public static NativeSubmitOptions Submit(NativeSubmitOptions* pointer)
    {
        if (pointer == null)
        {
            return default;
        }

        NativeSubmitOptions options = Read(pointer, "EDGE_SUBMIT_OPTIONS_INIT");
        CheckReserved(new ReadOnlySpan<byte>(options.Reserved, 5), "options", "EDGE_SUBMIT_OPTIONS_INIT");
        return options;
    }

    /// <summary>The options that concern the call and the job; null if all have their default.</summary>
    public static EdgeSubmitOptions? Call(in NativeSubmitOptions options) =>
        options.DeadlineMs == 0 && options.JobTimeoutMs == 0 && options.MetadataCount == 0
            ? null
            : new EdgeSubmitOptions
            {
                Deadline = Milliseconds.Read(options.DeadlineMs),
                JobTimeout = Milliseconds.Read(options.JobTimeoutMs),
                Metadata = Metadata(options.Metadata, options.MetadataCount, "options.metadata"),
            };

    public static NativeInferenceRequest Request(NativeInferenceRequest* pointer)
    {
        NativeInferenceRequest request = Required(pointer, "EDGE_INFERENCE_REQUEST_INIT", "request");
        CheckReserved(new ReadOnlySpan<byte>(request.Reserved, 7), "request", "EDGE_INFERENCE_REQUEST_INIT");
        return request;
    }

    public static NativeObjectSources Objects(NativeObjectSources* pointer) => Required(pointer, "EDGE_OBJECT_SOURCES_INIT", "objects");

    public static NativeS3Access S3(NativeS3Access* pointer, string parameter)
    {
        NativeS3Access access = Required(pointer, "EDGE_S3_ACCESS_INIT", parameter);
        CheckReserved(access.Reserved, parameter, "EDGE_S3_ACCESS_INIT");
        return access;
    }

    public static NativeAzureAccess Azure(NativeAzureAccess* pointer, string parameter)
    {
        NativeAzureAccess access = Required(pointer, "EDGE_AZURE_ACCESS_INIT", parameter);
        CheckReserved(access.Reserved, parameter, "EDGE_AZURE_ACCESS_INIT");
        return access;
    }

    /// <summary>Writes as much of a structure as the version of the caller has.</summary>
    public static void Give<T>(T* pointer, T value, string parameter, string initializer)
        where T : unmanaged
    {
        OutParameters.Require(pointer, parameter);
        uint size = Size(pointer, parameter, initializer);
        int known = (int)Math.Min(size, (uint)sizeof(T));
        new ReadOnlySpan<byte>((byte*)&value + sizeof(uint), known - sizeof(uint)).CopyTo(
            new Span<byte>((byte*)pointer + sizeof(uint), known));
        new Span<byte>((byte*)pointer + known, (int)size - known).Clear();
    }

    public static EdgeCallOptions? Call(NativeCallOptions* pointer)
    {
        NativeCallOptions options = Read(pointer, "EDGE_CALL_OPTIONS_INIT");
        return options.DeadlineMs == 0 && options.MetadataCount == 0
            ? null
            : new EdgeCallOptions
            {
                Deadline = Milliseconds.Read(options.DeadlineMs),
                Metadata = Metadata(options.Metadata, options.MetadataCount, "options.metadata"),
            };
    }

    /// <summary>Copies the metadata of calls.</summary>
    public static EdgeMetadataEntry[] Metadata(NativeMetadata* entries, nuint count, string parameter)
    {
        ArrayArguments.Check(entries, count, parameter, $"{parameter}_count");
        var metadata = new EdgeMetadataEntry[count];
        for (int i = 0; i < metadata.Length; i++)
        {
            string path = $"{parameter}[{i}]";
            string name = Utf8Marshaller.Required(entries[i].Name, $"{path}.name");
            metadata[i] = new EdgeMetadataEntry(name, Value(entries[i], path));
        }

        return metadata;
    }

    private static ReadOnlySpan<byte> Value(NativeMetadata entry, string path)
    {
        if (entry.Value == null && entry.Size > 0)
        {
            throw EdgeException.InvalidArgument(
                $"{path}.value", $"is NULL, but {path}.size is {entry.Size}; give the bytes, or size 0.");
        }

        return entry.Size <= int.MaxValue
            ? new ReadOnlySpan<byte>(entry.Value, (int)entry.Size)
            : throw EdgeException.InvalidArgument($"{path}.size", $"is {entry.Size}, which cannot be right; check what was passed.");
    }

    public static JobListFilter? Filter(NativeJobFilter* pointer)
    {
        NativeJobFilter filter = Read(pointer, "EDGE_JOB_FILTER_INIT", "filter");
        CheckReserved(filter.Reserved, "filter", "EDGE_JOB_FILTER_INIT");
        return pointer == null ? null : new JobListFilter
        {
            StartDate = Utf8Marshaller.Optional(filter.StartDate, "filter.start_date"),
            EndDate = Utf8Marshaller.Optional(filter.EndDate, "filter.end_date"),
            Status = Utf8Marshaller.Optional(filter.Status, "filter.status"),
            Model = Utf8Marshaller.Optional(filter.Model, "filter.model"),
            User = Utf8Marshaller.Optional(filter.User, "filter.user"),
            AccessKey = Utf8Marshaller.Optional(filter.AccessKey, "filter.access_key"),
        };
    }

    public static JobHistoryListFilter? Filter(NativeJobHistoryFilter* pointer)
    {
        NativeJobHistoryFilter filter = Read(pointer, "EDGE_JOB_HISTORY_FILTER_INIT", "filter");
        CheckReserved(filter.Reserved, "filter", "EDGE_JOB_HISTORY_FILTER_INIT");
        return pointer == null ? null : new JobHistoryListFilter
        {
            Search = Utf8Marshaller.Optional(filter.Search, "filter.search"),
            User = Utf8Marshaller.Optional(filter.User, "filter.user"),
            Model = Utf8Marshaller.Optional(filter.Model, "filter.model"),
            AccessKey = Utf8Marshaller.Optional(filter.AccessKey, "filter.access_key"),
            StartDate = Utf8Marshaller.Optional(filter.StartDate, "filter.start_date"),
            EndDate = Utf8Marshaller.Optional(filter.EndDate, "filter.end_date"),
            Status = Utf8Marshaller.Optional(filter.Status, "filter.status"),
            ModelIdentifier = Utf8Marshaller.Optional(filter.ModelIdentifier, "filter.model_identifier"),
            ModelVersion = Utf8Marshaller.Optional(filter.ModelVersion, "filter.model_version"),
        };
    }

    /// <summary>Reads a structure that must not be NULL.</summary>
    private static T Required<T>(T* pointer, string initializer, string parameter)
        where T : unmanaged
    {
        ArrayArguments.CheckStructure(pointer, parameter);
        return Read(pointer, initializer, parameter);
    }

    /// <summary>
    /// Reads the members that the version of the caller has; the others are zero, the default of every member.
    /// </summary>
    private static T Read<T>(T* pointer, string initializer, string parameter = "options")
        where T : unmanaged
    {
        return pointer == null
            ? default : Known<T>((byte*)pointer, Size(pointer, parameter, initializer), parameter);
    }

    private static uint Size<T>(T* pointer, string parameter, string initializer)
        where T : unmanaged
    {
        uint size = *(uint*)pointer;
        return StructureSizes.Contain<T>(size)
            ? size
            : throw EdgeException.InvalidArgument(
                $"{parameter}.struct_size", $"is {size}, which no version has; initialise it with {initializer}.");
    }

    /// <summary>Reads the members that both versions have; the others are zero.</summary>
    /// <param name="pointer">The structure.</param>
    /// <param name="size">Its size in the version of the caller.</param>
    /// <param name="parameter">The name of the parameter, for the error.</param>
    /// <exception cref="EdgeException">A member that this version does not have is set.</exception>
    public static T Known<T>(byte* pointer, uint size, object parameter)
        where T : unmanaged
    {
        T result = default;
        var known = new ReadOnlySpan<byte>(pointer, (int)Math.Min(size, (uint)sizeof(T)));
        known.CopyTo(new Span<byte>(&result, sizeof(T)));
        var unknown = new ReadOnlySpan<byte>(pointer + known.Length, (int)size - known.Length);
        return unknown.ContainsAnyExcept((byte)0)
            ? throw EdgeException.InvalidArgument(
                parameter.ToString()!, $"set a member that this version of the library ({LibraryVersion.Text}) does not have; install the version that the program was compiled for, or leave the member zero.")
            : result;
    }

    private static EdgeTransportKind Transport(uint value, EdgeTransportKind standard) =>
        value <= (uint)EdgeTransportKind.Channel
            ? Routing.Choose((EdgeTransportKind)value, standard)
            : throw EdgeException.InvalidArgument("options.transport", $"is {value}; use one of the EDGE_TRANSPORT_ values.");

    /// <summary>Reserved members must be 0, so that a later version can give them a meaning.</summary>
    private static void CheckReserved(
        uint value, string parameter, string initializer, string member = "reserved")
    {
        if (value != 0)
        {
            throw EdgeException.InvalidArgument($"{parameter}.{member}", $"is not 0; initialise it with {initializer}.");
        }
    }

    private static void CheckReserved(
        ReadOnlySpan<byte> value, string parameter, string initializer, string member = "reserved") =>
        CheckReserved(value.ContainsAnyExcept((byte)0) ? 1u : 0, parameter, initializer, member);
}

/// <summary>Durations of the C interface.</summary>
internal static class Milliseconds
{
    /// <summary>EDGE_NO_TIMEOUT.</summary>
    private const uint NoTimeout = uint.MaxValue;

    /// <summary>EDGE_DEFAULT_TIMEOUT.</summary>
    private const uint DefaultTimeout = uint.MaxValue - 1;

    /// <summary>A member of an options structure, or a polling interval: null for the default, which 0 means
    /// too.</summary>
    public static TimeSpan? Read(uint milliseconds) => milliseconds == 0 ? null : ReadTimeout(milliseconds);

    /// <summary>The timeout of a wait: null for the default; 0 does not wait.</summary>
    public static TimeSpan? ReadTimeout(uint milliseconds) => milliseconds switch
    {
        DefaultTimeout => null,
        NoTimeout => Timeout.InfiniteTimeSpan,
        // Timers hold an int: 24 days, in practice no limit.
        _ => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)),
    };
}
