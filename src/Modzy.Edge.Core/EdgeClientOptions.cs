using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Modzy.Edge;

/// <summary>How a client behaves.</summary>
/// <example><code>
/// var options = new EdgeClientOptions
/// {
///     ConnectTimeout = TimeSpan.FromSeconds(3),               // tell soon when the device is off,
///     Deadline = TimeSpan.FromMinutes(5),                     // but bear with a slow network
/// };
/// using var client = new EdgeClient("localhost", options: options);
/// </code></example>
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

    /// <summary>
    /// The largest answer that is accepted, in bytes; a larger one is <see cref="EdgeStatus.ResourceExhausted"/>. 512 MiB if null,
    /// the default; 2 GiB less 1 is what gRPC can carry here. An answer for which the process may not have the memory is refused
    /// whatever this says, with <see cref="EdgeStatus.OutOfMemory"/>.
    /// </summary>
    public long? MaxReceiveBytes { get; init; }

    /// <summary>The default of <see cref="MaxReceiveBytes"/>: more than models write, less than a machine has.</summary>
    internal const long DefaultMaxReceiveBytes = 512L * 1024 * 1024;

    /// <summary>The transport. <see cref="EdgeTransportKind.Auto"/> by default.</summary>
    public EdgeTransportKind Transport { get; init; }

    /// <summary>
    /// How many connections the direct transport opens at most. It has one for each blocking call that runs, but where more
    /// of them than twice the processors run at a time, those with short messages, of 16 KB at most, share a connection, as
    /// asynchronous ones always do. Calls beyond that wait for one, within their deadline. 256 by default, at least 1.
    /// </summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>
    /// After what time a connection that no call needs is closed. 2 minutes by default;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never. Those beyond twice the processors, which many calls at a time have
    /// left, are closed after 10 seconds if that is earlier.
    /// </summary>
    public TimeSpan IdleConnectionTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a blocking call of the direct transport spins for its response before its thread sleeps. Zero, the default, does not
    /// spin; a second at most. Where the edge is on the same device and answers within this time,
    /// to sleep and be woken may take longer than the job itself: 200 microseconds spare that, at the price of about twice the
    /// processor's time for a small job. While more calls wait than half of the processors, none of them looks, so none does on
    /// a single one; and a client whose spinning does not succeed spins less often.
    /// </summary>
    public TimeSpan BusyPoll { get; init; }

    /// <summary>
    /// How many calls have an exclusive connection before short ones are multiplexed: docs/transport.md has the reason.
    /// </summary>
    internal int ExclusiveConnections { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>The idle timeout of connections and threads beyond ordinary use.</summary>
    internal TimeSpan BurstIdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum number of threads for asynchronous calls with long messages.</summary>
    internal int BlockingCallThreads { get; init; } = 32;

    /// <summary>Where the client logs to; nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}

/// <summary>The transports of a client.</summary>
public enum EdgeTransportKind
{
    /// <summary>The direct transport where there is one, which is on Linux; the channel elsewhere.</summary>
    Auto = 0,

    /// <summary>
    /// Blocking calls are carried by HTTP/2 that is spoken on the calling thread: the least time and memory for each.
    /// Asynchronous calls with a short message, of 16 KB at most, share a connection whose one thread receives for all of
    /// them; those with a long message are made by threads of the client, 32 at most, which takes no memory for the message.
    /// Streams, and asynchronous calls beyond that, go through the channel all the same.
    /// </summary>
    Direct = 1,

    /// <summary>All calls go through the channel: gRPC over <see cref="System.Net.Http.SocketsHttpHandler"/>.</summary>
    Channel = 2,
}
