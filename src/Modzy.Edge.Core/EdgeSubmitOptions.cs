namespace Modzy.Edge;

/// <summary>How a job is submitted: what the methods that submit take beside <see cref="EdgeCallOptions"/>.</summary>
/// <example><code>
/// var options = new EdgeSubmitOptions { JobTimeout = TimeSpan.FromMinutes(5) };
/// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
/// Job job = client.Jobs.SubmitEmbedded("inspector", "1.0.0", sources, options: options);
/// </code></example>
public sealed record EdgeSubmitOptions : EdgeCallOptions
{
    /// <summary>
    /// How long the edge may work on each input item before that fails; null, the default, for as long as the edge allows. Jobs
    /// whose input is sent in chunks have none.
    /// </summary>
    public TimeSpan? JobTimeout { get; init; }

    /// <summary>The milliseconds of a job's timeout, as <c>jobs.v1.JobInput</c> has them; 0 for none.</summary>
    /// <exception cref="EdgeException">It cannot be right.</exception>
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
