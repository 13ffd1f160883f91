namespace Modzy.Edge.Native.Interop;

/// <summary>Reads the options that callers compiled against this or another version of the header pass.</summary>
internal static unsafe class Options
{
    /// <summary>No version will have options of more than this; a larger size is memory that nobody initialised.</summary>
    private const uint LargestSize = 4096;

    public static EdgeClientOptions Client(NativeClientOptions* pointer)
    {
        NativeClientOptions options = Read(pointer, "EDGE_CLIENT_OPTIONS_INIT");
        CheckReserved(options.Reserved, "options", "EDGE_CLIENT_OPTIONS_INIT");
        var defaults = new EdgeClientOptions();
        return defaults with
        {
            Deadline = Milliseconds.Read(options.DeadlineMs) ?? defaults.Deadline,
            ConnectTimeout = Milliseconds.Read(options.ConnectTimeoutMs) ?? defaults.ConnectTimeout,
            MaxReceiveBytes = options.MaxReceiveBytes is 0 or > long.MaxValue ? null : (long)options.MaxReceiveBytes,
            Transport = Transport(options.Transport),
            MaxConnections = options.MaxConnections == 0
                ? defaults.MaxConnections
                : (int)Math.Min(options.MaxConnections, int.MaxValue),
            BusyPoll = TimeSpan.FromMicroseconds(options.BusyPollUs),
            IdleConnectionTimeout = Milliseconds.Read(options.IdleTimeoutMs) ?? defaults.IdleConnectionTimeout,
            LoggerFactory = Logging.NativeLoggerFactory.Instance,
        };
    }

    public static EdgeCallOptions? Call(NativeCallOptions* pointer)
    {
        uint deadline = Read(pointer, "EDGE_CALL_OPTIONS_INIT").DeadlineMs;
        return deadline == 0 ? null : new EdgeCallOptions { Deadline = Milliseconds.Read(deadline) };
    }

    public static JobListFilter? Filter(NativeJobFilter* pointer)
    {
        NativeJobFilter filter = Read(pointer, "EDGE_JOB_FILTER_INIT", "filter");
        CheckReserved(filter.Reserved, "filter", "EDGE_JOB_FILTER_INIT");
        return pointer == null ? null : new JobListFilter
        {
            StartDate = Text.Optional(filter.StartDate, "filter.start_date"),
            EndDate = Text.Optional(filter.EndDate, "filter.end_date"),
            Status = Text.Optional(filter.Status, "filter.status"),
            Model = Text.Optional(filter.Model, "filter.model"),
            User = Text.Optional(filter.User, "filter.user"),
            AccessKey = Text.Optional(filter.AccessKey, "filter.access_key"),
        };
    }

    public static JobHistoryListFilter? Filter(NativeJobHistoryFilter* pointer)
    {
        NativeJobHistoryFilter filter = Read(pointer, "EDGE_JOB_HISTORY_FILTER_INIT", "filter");
        CheckReserved(filter.Reserved, "filter", "EDGE_JOB_HISTORY_FILTER_INIT");
        return pointer == null ? null : new JobHistoryListFilter
        {
            Search = Text.Optional(filter.Search, "filter.search"),
            User = Text.Optional(filter.User, "filter.user"),
            Model = Text.Optional(filter.Model, "filter.model"),
            AccessKey = Text.Optional(filter.AccessKey, "filter.access_key"),
            StartDate = Text.Optional(filter.StartDate, "filter.start_date"),
            EndDate = Text.Optional(filter.EndDate, "filter.end_date"),
            Status = Text.Optional(filter.Status, "filter.status"),
            ModelIdentifier = Text.Optional(filter.ModelIdentifier, "filter.model_identifier"),
            ModelVersion = Text.Optional(filter.ModelVersion, "filter.model_version"),
        };
    }

    /// <summary>
    /// What the caller knows of the structure; the rest is zero, which is the default of every member.
    /// </summary>
    private static T Read<T>(T* pointer, string initializer, string parameter = "options")
        where T : unmanaged
    {
        T result = default;
        if (pointer == null)
        {
            return result;
        }

        uint size = *(uint*)pointer;
        if (size is < sizeof(uint) or > LargestSize)
        {
            throw EdgeException.InvalidArgument(
                $"{parameter}.struct_size", $"is {size}, which no version has; initialise it with {initializer}.");
        }

        var known = new ReadOnlySpan<byte>(pointer, (int)Math.Min(size, (uint)sizeof(T)));
        known.CopyTo(new Span<byte>(&result, sizeof(T)));
        var unknown = new ReadOnlySpan<byte>((byte*)pointer + known.Length, (int)size - known.Length);
        return unknown.ContainsAnyExcept((byte)0)
            ? throw EdgeException.InvalidArgument(
                parameter, $"set a member that this version of the library ({LibraryVersion.Text}) does not have; install the version that the program was compiled for, or leave the member zero.")
            : result;
    }

    /// <summary>
    /// The environment variable MODZY_EDGE_TRANSPORT decides for clients that do not: whoever looks for a fault can then try
    /// the other transport without a new program.
    /// </summary>
    private static EdgeTransportKind Transport(uint value)
    {
        if (value > (uint)EdgeTransportKind.Channel)
        {
            throw EdgeException.InvalidArgument("options.transport", $"is {value}; use one of the EDGE_TRANSPORT_ values.");
        }

        return value != 0 ? (EdgeTransportKind)value : Environment.GetEnvironmentVariable("MODZY_EDGE_TRANSPORT") switch
        {
            "direct" => EdgeTransportKind.Direct,
            "channel" => EdgeTransportKind.Channel,
            _ => EdgeTransportKind.Auto,
        };
    }

    /// <summary>What is reserved must be 0 now, so that it can mean something later.</summary>
    private static void CheckReserved(uint value, string parameter, string initializer)
    {
        if (value != 0)
        {
            throw EdgeException.InvalidArgument($"{parameter}.reserved", $"is not 0; initialise it with {initializer}.");
        }
    }
}
