namespace Modzy.Edge.Emulator;

/// <summary>The options of an emulator, with the defaults of the command line.</summary>
internal sealed record EmulatorOptions
{
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 55000;

    /// <summary>The size limit of received messages.</summary>
    public ByteSize MaxMessageSize { get; init; } = LargestMessage;

    /// <summary>Input items and inferences of each model that run at the same time.</summary>
    public int Workers { get; init; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>Input items and inferences that may wait for each model.</summary>
    public int MaxQueued { get; init; } = 100_000;

    /// <summary>The number of finished jobs, and of finished inferences, that are kept.</summary>
    public int KeepJobs { get; init; } = 1000;

    /// <summary>The object storage that S3 inputs are fetched from, or null.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary>The files of the server's certificate, or null for plaintext.</summary>
    public TlsFiles? Tls { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The limits that GetFeatures returns and jobs must not exceed.</summary>
    public JobLimits Limits
    {
        get => field with
        {
            ChunkSize = new ByteSize(Math.Min(field.ChunkSize.Bytes, LargestChunk(MaxMessageSize.Bytes))),
        };

        init;
    }

    = new(new ByteSize(1 << 20), MaximumChunks: 65536, MaximumInputs: 10000);

    /// <summary>An open job that gets no chunk for this time is cancelled.</summary>
    public TimeSpan OpenJobTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Space in a message for the names of the job, the item and the input beside a chunk.</summary>
    private const int ChunkFraming = 4096;

    /// <summary>The limit of gRPC for .NET, whose int holds a byte less.</summary>
    public static ByteSize LargestMessage { get; } = new(1L << 31);

    private static long LargestChunk(long message) =>
        message >= 2 * ChunkFraming ? message - ChunkFraming : Math.Max(1, message / 2);
}

/// <summary>The limits of a job.</summary>
internal sealed record JobLimits(ByteSize ChunkSize, int MaximumChunks, int MaximumInputs);

/// <summary>
/// Files in PEM: the server's certificate with its chain, its key, and the authorities of clients or null.
/// </summary>
internal sealed record TlsFiles(string Certificate, string Key, string? ClientAuthorities);
