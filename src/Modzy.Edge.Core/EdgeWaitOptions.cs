namespace Modzy.Edge;

/// <summary>How a wait proceeds.</summary>
/// <example><code>
/// var wait = new EdgeWaitOptions { Timeout = TimeSpan.FromMinutes(1), PollInterval = TimeSpan.FromMilliseconds(20) };
/// Job ended = client.Jobs.Wait(job.JobIdentifier, wait, cancellationToken);
/// Console.WriteLine(ended.Status);                            // COMPLETE
/// </code></example>
public sealed record EdgeWaitOptions
{
    /// <summary>How long to wait: 30 seconds if null; zero to ask once; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The time between two questions to the edge. If null it grows with the time waited, from 3 milliseconds, so that the end is
    /// noticed late by 2 % of that time.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>The upper bound of that time: 50 milliseconds if null. Where a poll interval is given, it does not grow then.</summary>
    public TimeSpan? MaximumPollInterval { get; init; }
}
