namespace Modzy.Edge.Native.Interop;

/// <summary>Reads the options that callers compiled against this or another version of the header pass.</summary>
internal static unsafe class Options
{
    /// <summary>No version will have options of more than this; a larger size is memory that nobody initialised.</summary>
    private const uint LargestSize = 4096;

    public static EdgeClientOptions Client(NativeClientOptions* pointer)
    {
        NativeClientOptions options = Read(pointer, "EDGE_CLIENT_OPTIONS_INIT");
        if (options.Reserved != 0)
        {
            throw EdgeException.InvalidArgument("options.reserved", "is not 0; initialise the options with EDGE_CLIENT_OPTIONS_INIT.");
        }

        var defaults = new EdgeClientOptions();
        return defaults with
        {
            Deadline = Milliseconds.Read(options.DeadlineMs) ?? defaults.Deadline,
            ConnectTimeout = Milliseconds.Read(options.ConnectTimeoutMs) ?? defaults.ConnectTimeout,
            MaxReceiveBytes = options.MaxReceiveBytes is 0 or > long.MaxValue ? null : (long)options.MaxReceiveBytes,
            LoggerFactory = Logging.NativeLoggerFactory.Instance,
        };
    }

    public static EdgeCallOptions? Call(NativeCallOptions* pointer)
    {
        uint deadline = Read(pointer, "EDGE_CALL_OPTIONS_INIT").DeadlineMs;
        return deadline == 0 ? null : new EdgeCallOptions { Deadline = Milliseconds.Read(deadline) };
    }

    /// <summary>
    /// What the caller knows of the structure; the rest is zero, which is the default of every member.
    /// </summary>
    private static T Read<T>(T* pointer, string initializer)
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
                "options.struct_size", $"is {size}, which no version has; initialise the options with {initializer}.");
        }

        var known = new ReadOnlySpan<byte>(pointer, (int)Math.Min(size, (uint)sizeof(T)));
        known.CopyTo(new Span<byte>(&result, sizeof(T)));
        var unknown = new ReadOnlySpan<byte>((byte*)pointer + known.Length, (int)size - known.Length);
        return unknown.ContainsAnyExcept((byte)0)
            ? throw EdgeException.InvalidArgument(
                "options", $"set a member that this version of the library ({LibraryVersion.Text}) does not have; install the version that the program was compiled for, or leave the member zero.")
            : result;
    }
}
