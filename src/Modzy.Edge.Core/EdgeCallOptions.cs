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
}
