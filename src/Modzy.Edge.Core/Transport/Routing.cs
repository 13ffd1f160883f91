using Modzy.Edge.Transport.Grpc;

namespace Modzy.Edge.Transport;

/// <summary>How a call is made.</summary>
internal enum CallKind
{
    /// <summary>A unary call whose thread waits for the response.</summary>
    Blocking,

    /// <summary>A unary call for which no thread waits.</summary>
    Async,

    /// <summary>A stream.</summary>
    Stream,
}

/// <summary>What carries a call.</summary>
internal enum CallPath
{
    /// <summary>A connection of its own, on the calling thread.</summary>
    Exclusive,

    /// <summary>An HTTP/2 connection that carries many short calls at a time.</summary>
    Multiplexed,

    /// <summary>A blocking call on a thread of <see cref="Connections.BlockingCallThreadPool"/>.</summary>
    BlockingThread,

    /// <summary>A connection of its own with a reader thread: <see cref="Connections.StreamConnection"/>.</summary>
    Stream,
}

/// <summary>
/// The routing table: which path a call takes. All policy is here; the reasons and the measurements are in
/// docs/transport.md.
/// </summary>
internal static class Routing
{
    /// <summary>
    /// The path of a call, where the transport is <see cref="EdgeTransportKind.Direct"/>. If the multiplexed connection
    /// cannot take the call, a blocking one takes an exclusive connection and an asynchronous one a blocking thread.
    /// </summary>
    /// <param name="kind">How it is made.</param>
    /// <param name="isLong">Whether its message does not fit a single frame: see
    /// <see cref="BufferedMessage.IsTooLong"/>.</param>
    /// <param name="isCongested">See <see cref="IsCongested"/>.</param>
    public static CallPath PathOf(CallKind kind, bool isLong, bool isCongested = false) => (kind, isLong) switch
    {
        (CallKind.Blocking, false) when isCongested => CallPath.Multiplexed,
        (CallKind.Blocking, _) => CallPath.Exclusive,
        (CallKind.Async, false) => CallPath.Multiplexed,
        (CallKind.Async, true) => CallPath.BlockingThread,
        _ => CallPath.Stream,
    };

    /// <summary>
    /// The transport of a client of the C interface: the one that the program asks for; else the one that the
    /// environment variable MODZY_EDGE_TRANSPORT names, for debugging without a rebuild; else the standard.
    /// </summary>
    public static EdgeTransportKind Choose(EdgeTransportKind asked, EdgeTransportKind standard) =>
        asked != EdgeTransportKind.Auto ? asked : Environment.GetEnvironmentVariable("MODZY_EDGE_TRANSPORT") switch
        {
            "direct" => EdgeTransportKind.Direct,
            "channel" => EdgeTransportKind.Channel,
            _ => standard,
        };

    /// <summary>
    /// Whether calls use the client's own HTTP/2 implementation; otherwise every call takes the channel.
    /// </summary>
    /// <exception cref="EdgeException">The system does not support the transport that was asked for.</exception>
    public static bool UsesDirect(EdgeTransportKind kind) => kind switch
    {
        EdgeTransportKind.Channel => false,
        EdgeTransportKind.Direct when !OperatingSystem.IsLinux() =>
            throw EdgeException.InvalidArgument("transport", "is Direct, which there is on Linux only; choose Auto or Channel."),
        _ => OperatingSystem.IsLinux(),
    };

    /// <summary>Whether a pool may have a multiplexed connection: long messages need exclusive ones.</summary>
    public static bool MayMultiplex(int maxConnections, int exclusiveConnections) =>
        maxConnections > exclusiveConnections;

    /// <summary>Whether short blocking calls are multiplexed because enough calls have exclusive connections.</summary>
    public static bool IsCongested(int busyConnections, int exclusiveConnections) =>
        busyConnections >= exclusiveConnections;

    /// <summary>Whether an exclusive connection that a call returns becomes the multiplexed one.</summary>
    public static bool BecomesMultiplexed(int busyConnections, int exclusiveConnections) =>
        busyConnections > exclusiveConnections;
}
