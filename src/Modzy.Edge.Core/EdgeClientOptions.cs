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
    /// The largest answer that is accepted, in bytes; a larger one is <see cref="EdgeStatus.ResourceExhausted"/>. 512
    /// MiB if null, the default; 2 GiB less 1 is what gRPC can carry here. An answer for which the process may not have
    /// the memory is refused whatever this says, with <see cref="EdgeStatus.OutOfMemory"/>.
    /// </summary>
    public long? MaxReceiveBytes { get; init; }

    /// <summary>
    /// The default of <see cref="MaxReceiveBytes"/>: more than models write, less than a machine has.
    /// </summary>
    internal const long DefaultMaxReceiveBytes = 512L * 1024 * 1024;

    /// <summary>The transport. <see cref="EdgeTransportKind.Auto"/> by default.</summary>
    public EdgeTransportKind Transport { get; init; }

    /// <summary>
    /// The maximum number of connections of the direct transport; docs/transport.md tells which calls share one.
    /// Blocking calls beyond it wait for a connection, within their deadline. 256 by default, at least 1.
    /// </summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>
    /// The time after which an idle connection is closed. 2 minutes by default; <see cref="Timeout.InfiniteTimeSpan"/>
    /// for never. Idle connections beyond twice the number of processors are closed after 10 seconds at most.
    /// </summary>
    public TimeSpan IdleConnectionTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a blocking call of the direct transport spins for its response before its thread sleeps. Zero, the
    /// default, does not spin; a second at most. With an edge on the same device, sleeping and waking can take longer
    /// than a small job: 200 microseconds avoid that, for about twice the processor time. While more calls wait than
    /// half of the processors, none spins, so that none does on a single processor; and after failures the client spins
    /// less often.
    /// </summary>
    public TimeSpan BusyPoll { get; init; }

    /// <summary>
    /// The API key of the platform, sent with each call as <c>authorization: ApiKey ...</c>; null, the default, for
    /// none. It appears in no log and no error.
    /// </summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// Metadata of each call; none by default. <see cref="EdgeClient.SetMetadata"/> replaces it later.
    /// </summary>
    public IReadOnlyList<EdgeMetadataEntry> Metadata { get; init; } = [];

    /// <summary>
    /// Whether <see cref="ApiKey"/> and <c>authorization</c> may be sent to another machine without <see cref="Tls"/>:
    /// everybody on the way can read them then. False by default.
    /// </summary>
    public bool AllowPlaintextCredentials { get; init; }

    /// <summary>
    /// TLS: <c>new EdgeTlsOptions()</c> checks the edge's certificate against the authorities of the system. Null, the
    /// default, for plaintext.
    /// </summary>
    public EdgeTlsOptions? Tls { get; init; }

    /// <summary>How failed calls are sent again.</summary>
    public EdgeRetryOptions Retry { get; init; } = new();

    /// <summary>
    /// Whether a job is cancelled at the edge when the time of a wait for it is up, that of <c>Run</c> included: within
    /// 2 seconds more, and the error says what came of it. Not after a timeout of zero, which only asks once, and not
    /// for inferences, which cannot be cancelled. A submission whose deadline passes leaves no identifier to cancel
    /// by: its error says whether the edge may have taken the job. False by default: the job continues.
    /// </summary>
    public bool CancelOnTimeout { get; init; }

    /// <summary>
    /// The URL of an HTTP proxy that tunnels to the edge by CONNECT, such as <c>http://user:password@proxy:3128</c>.
    /// Null, the default, for that of the environment variables <c>grpc_proxy</c>, <c>https_proxy</c> or
    /// <c>http_proxy</c>, unless <c>no_grpc_proxy</c> or <c>no_proxy</c> contains the edge; empty for none. This
    /// machine and Unix domain sockets are reached without one. The proxy resolves the edge's name. The password
    /// appears in no log and no error.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>
    /// After what time in which the edge has sent nothing a connection with calls is checked by an HTTP/2 PING. Zero,
    /// the default, for never; otherwise 10 seconds at least. After two PINGs without an answer to a call between them
    /// the next ones are five minutes apart, because gRPC servers close connections that ping more often. A peer whose
    /// machine is gone is noticed without it: see docs/transport.md.
    /// </summary>
    public TimeSpan KeepAlive { get; init; }

    /// <summary>
    /// How long the edge may take to answer such a PING before its calls fail with <see cref="EdgeStatus.Unavailable"/>.
    /// 20 seconds by default.
    /// </summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether connections without calls are checked, too, and all as often as <see cref="KeepAlive"/> says: for
    /// servers that are configured to permit it, and networks that forget idle connections. False by default.
    /// </summary>
    public bool KeepAliveWhenIdle { get; init; }

    /// <summary>
    /// Which edge gets a call, if the client was given several. A call about a job or an inference goes to the edge
    /// that has it, whatever this says. <see cref="EdgeBalancing.PickFirst"/> by default.
    /// </summary>
    public EdgeBalancing Balancing { get; init; }

    /// <summary>How many calls have an exclusive connection before short ones are multiplexed.</summary>
    internal int ExclusiveConnections { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>The idle timeout of connections and threads beyond ordinary use.</summary>
    internal TimeSpan BurstIdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many asynchronous calls with a message of more than 16 KiB the direct transport makes at a time; the others
    /// wait in order, within their deadlines, and take no thread and no memory for the message. Each that is made takes
    /// a thread, a connection and half a megabyte, and in the end the response. 32 by default, at least 1.
    /// </summary>
    public int MaxLongCalls { get; init; } = 32;

    /// <summary>Where the client logs to; nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The options without the key and the metadata.</summary>
    /// <example><code>
    /// var options = new EdgeClientOptions { ApiKey = "a secret" };
    /// Console.WriteLine(options.ToString());                      // EdgeClientOptions { Deadline = 00:00:30, ...
    /// </code></example>
    public override string ToString() =>
        $"{nameof(EdgeClientOptions)} {{ {nameof(Deadline)} = {Deadline}, {nameof(ConnectTimeout)} = {ConnectTimeout}, "
        + $"{nameof(MaxReceiveBytes)} = {MaxReceiveBytes}, {nameof(Transport)} = {Transport}, "
        + $"{nameof(MaxConnections)} = {MaxConnections}, {nameof(IdleConnectionTimeout)} = {IdleConnectionTimeout}, "
        + $"{nameof(BusyPoll)} = {BusyPoll}, {nameof(Tls)} = {Tls} }}";
}

/// <summary>Which of several edges gets a call.</summary>
public enum EdgeBalancing
{
    /// <summary>The first one, in the order given, that responds.</summary>
    PickFirst = 0,

    /// <summary>One after the other, of those that respond.</summary>
    RoundRobin = 1,
}

/// <summary>The transports of a client.</summary>
public enum EdgeTransportKind
{
    /// <summary><see cref="Direct"/> on Linux, <see cref="Channel"/> elsewhere.</summary>
    Auto = 0,

    /// <summary>
    /// The client's own HTTP/2, on Linux: the least time and memory. docs/transport.md tells which calls share a
    /// connection, and which have a thread.
    /// </summary>
    Direct = 1,

    /// <summary>All calls go through the channel: gRPC over <see cref="System.Net.Http.SocketsHttpHandler"/>.</summary>
    Channel = 2,
}
