using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Modzy.Edge;

/// <summary>How a client behaves.</summary>
public sealed record EdgeClientOptions
{
    /// <summary>
    /// The deadline of each call that sets none of its own: it bounds connecting, sending and receiving together.
    /// 30 seconds by default; <see cref="Timeout.InfiniteTimeSpan"/> for none.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one attempt to connect may take, within the deadline of the call. 10 seconds by default;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit of its own.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is accepted, in bytes; null, the default, for no limit.</summary>
    public long? MaxReceiveBytes { get; init; }

    /// <summary>Where the client logs to; nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
