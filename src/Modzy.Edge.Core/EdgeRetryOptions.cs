using Modzy.Edge.Requests;

namespace Modzy.Edge;

/// <summary>How a client sends failed calls again, within the deadline of the call.</summary>
/// <remarks>
/// A call that failed with <see cref="EdgeStatus.Unavailable"/> is sent again if it only reads, or if the edge cannot
/// have processed it: the connection was refused, or the request had not left completely. The time between two attempts
/// begins with <see cref="InitialBackoff"/> and doubles, give or take a fifth. An edge can ask for another one, or for
/// none, with <c>grpc-retry-pushback-ms</c>. Each client has a budget: when most calls fail, none is sent again.
/// </remarks>
/// <example><code>
/// var retry = new EdgeRetryOptions { MaxAttempts = 6, MaxBackoff = TimeSpan.FromSeconds(5) };
/// using var client = new EdgeClient("localhost", options: new EdgeClientOptions { Retry = retry });
/// </code></example>
public sealed record EdgeRetryOptions
{
    /// <summary>
    /// How often a call is sent at most, the first time included. 4 by default; 1 to send it once.
    /// </summary>
    /// <remarks>
    /// A call that the edge refused by GOAWAY or REFUSED_STREAM, or that met a connection which the edge had closed, is
    /// sent again at once, whatever this says: four times at most. Of several edges each can be tried each time.
    /// </remarks>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>
    /// The time before the second attempt. 100 milliseconds by default; it doubles with each attempt.
    /// </summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time between two attempts. 2 seconds by default.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether submissions of jobs and inferences are sent again, too, if the edge may have processed them: it is
    /// possible then that it has two jobs. False by default.
    /// </summary>
    public bool RetrySubmissions { get; init; }

    /// <summary>
    /// The same with other times, null for those of these options. The longest one, if it is not given, is not shorter
    /// than the initial one.
    /// </summary>
    internal EdgeRetryOptions WithBackoff(TimeSpan? initial, TimeSpan? longest)
    {
        TimeSpan first = initial ?? InitialBackoff;
        return this with { InitialBackoff = first, MaxBackoff = longest ?? (first > MaxBackoff ? first : MaxBackoff) };
    }

    /// <exception cref="EdgeException">An option is invalid.</exception>
    internal void Check()
    {
        if (MaxAttempts < 1)
        {
            throw EdgeException.InvalidArgument("retry.max_attempts", $"is {MaxAttempts}; give at least 1, which sends each call once.");
        }

        CheckBackoff(InitialBackoff, "retry.initial_backoff_ms");
        CheckBackoff(MaxBackoff, "retry.max_backoff_ms");
        if (MaxBackoff < InitialBackoff)
        {
            throw EdgeException.InvalidArgument(
                "retry.max_backoff_ms",
                $"is {Durations.Describe(MaxBackoff)}, less than retry.initial_backoff_ms, which is {Durations.Describe(InitialBackoff)}; give one that is not shorter.");
        }
    }

    private static void CheckBackoff(TimeSpan time, string parameter)
    {
        if (time <= TimeSpan.Zero || time > Durations.LongestTimer)
        {
            throw EdgeException.InvalidArgument(
                parameter, $"is {Durations.Describe(time)}; give a duration above zero and of 24 days at most.");
        }
    }
}
