namespace Modzy.Edge;

/// <summary>How a single call behaves.</summary>
/// <example><code>
/// var options = new EdgeCallOptions { Deadline = TimeSpan.FromMinutes(5) };
/// Job now = client.Jobs.Get(job.JobIdentifier, options);
/// </code></example>
public record EdgeCallOptions
{
    /// <summary>
    /// The deadline of this call; null, the default, for the client's; <see cref="Timeout.InfiniteTimeSpan"/> for none.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Metadata of this call, beside the client's; an entry takes the place of the client's entries of the same name.
    /// </summary>
    public IReadOnlyList<EdgeMetadataEntry> Metadata { get; init; } = [];
}

/// <summary>How a job is submitted: what the methods that submit take beside <see cref="EdgeCallOptions"/>.</summary>
/// <example><code>
/// var options = new EdgeSubmitOptions { JobTimeout = TimeSpan.FromMinutes(5) };
/// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
/// Job job = client.Jobs.SubmitEmbedded("inspector", "1.0.0", sources, options: options);
/// </code></example>
public sealed record EdgeSubmitOptions : EdgeCallOptions
{
    /// <summary>
    /// How long the edge may work on each input item before that fails; null, the default, for as long as the edge
    /// allows. Jobs whose input is sent in chunks have none.
    /// </summary>
    public TimeSpan? JobTimeout { get; init; }

    /// <summary>The milliseconds of a job's timeout, as <c>jobs.v1.JobInput</c> has them; 0 for none.</summary>
    /// <exception cref="EdgeException">It is invalid.</exception>
    internal static uint JobTimeoutOf(EdgeCallOptions? options)
    {
        if (options is not EdgeSubmitOptions { JobTimeout: TimeSpan time } || time == Timeout.InfiniteTimeSpan)
        {
            return 0;
        }

        double milliseconds = Math.Ceiling(time.TotalMilliseconds);
        return milliseconds is > 0 and <= uint.MaxValue
            ? (uint)milliseconds
            : throw EdgeException.InvalidArgument("job_timeout_ms", $"is {Requests.Durations.Describe(time)}; give a duration above zero and of 49 days at most.");
    }

    /// <exception cref="EdgeException">A timeout is given.</exception>
    internal static void RefuseJobTimeout(EdgeCallOptions? options)
    {
        if (JobTimeoutOf(options) != 0)
        {
            throw EdgeException.InvalidArgument(
                "job_timeout_ms", "cannot be sent with a job whose input follows in chunks; leave it out, or submit the data embedded.");
        }
    }
}

/// <summary>How a wait proceeds.</summary>
/// <example><code>
/// var wait = new EdgeWaitOptions { Timeout = TimeSpan.FromMinutes(1), PollInterval = TimeSpan.FromMilliseconds(20) };
/// Job ended = client.Jobs.Wait(job.JobIdentifier, wait, cancellationToken);
/// Console.WriteLine(ended.Status);                            // COMPLETE
/// </code></example>
public sealed record EdgeWaitOptions
{
    /// <summary>
    /// How long to wait: 30 seconds if null; zero to ask once; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>
    /// for as long as it takes.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The time between two questions to the edge. If null it grows with the time waited, from 3 milliseconds, so that
    /// the end is noticed late by 2 % of that time. Where less than this time is left, the last question comes before
    /// the end of the wait by a tenth of <see cref="Timeout"/>, at least 50 milliseconds and at most 1 second.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>
    /// The upper bound of that time: 50 milliseconds if null. Where a poll interval is given, it does not grow then.
    /// </summary>
    public TimeSpan? MaximumPollInterval { get; init; }

    /// <summary>
    /// Told the job each time the edge has described it, the last time at its end, on the thread that waits or on one
    /// of the thread pool. Of jobs: a wait for an inference refuses it. Null for none.
    /// </summary>
    public IProgress<Job>? Progress { get; init; }

    /// <summary>
    /// Metadata of the calls that the wait makes, as <see cref="EdgeCallOptions.Metadata"/>. Not for
    /// <see cref="EdgeJobs.Run"/>, which sends that of its <see cref="EdgeSubmitOptions"/> with all of its calls.
    /// </summary>
    public IReadOnlyList<EdgeMetadataEntry> Metadata { get; init; } = [];

    /// <summary>The options of the calls; null for the defaults.</summary>
    internal EdgeCallOptions? Calls => Metadata.Count == 0 ? null : new EdgeCallOptions { Metadata = Metadata };
}
