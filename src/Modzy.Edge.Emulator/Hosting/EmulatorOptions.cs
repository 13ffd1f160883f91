namespace Modzy.Edge.Emulator.Hosting;

/// <summary>What can be set about an emulator; the defaults are those of the command line.</summary>
internal sealed record EmulatorOptions
{
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 55000;

    /// <summary>The largest message that is taken.</summary>
    public ByteSize MaxMessageSize { get; init; } = LargestMessage;

    /// <summary>Input items and inferences of each model that run at the same time.</summary>
    public int Workers { get; init; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>Input items and inferences that may wait for each model.</summary>
    public int MaxQueued { get; init; } = 100_000;

    /// <summary>Finished jobs, and finished inferences, that are remembered.</summary>
    public int KeepJobs { get; init; } = 1000;

    /// <summary>The store that S3 inputs are fetched from, if there is one.</summary>
    public Uri? S3Endpoint { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The limits that GetFeatures announces and the jobs are held to.</summary>
    public JobLimits Limits
    {
        get => field with { ChunkSize = new ByteSize(Math.Min(field.ChunkSize.Bytes, LargestChunk(MaxMessageSize.Bytes))) };
        init;
    }

    = new(new ByteSize(1 << 20), MaximumChunks: 65536, MaximumInputs: 10000);

    /// <summary>How long an open job may be without a new chunk before it is cancelled.</summary>
    public TimeSpan OpenJobTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A chunk travels in a message with the names of its job, item and input, for which this much room is left.</summary>
    private const int ChunkFraming = 4096;

    /// <summary>What gRPC for .NET can count; in truth a byte less.</summary>
    public static ByteSize LargestMessage { get; } = new(1L << 31);

    private static long LargestChunk(long message) =>
        message >= 2 * ChunkFraming ? message - ChunkFraming : Math.Max(1, message / 2);
}

/// <summary>How large a job may be.</summary>
internal sealed record JobLimits(ByteSize ChunkSize, int MaximumChunks, int MaximumInputs);
