namespace Modzy.Edge;

/// <summary>What carries the calls of a client to its edge.</summary>
public enum EdgeTransportKind
{
    /// <summary>
    /// The direct transport for blocking calls where there is one, which is on Linux; the channel for everything else.
    /// </summary>
    Auto = 0,

    /// <summary>
    /// Blocking calls are carried by HTTP/2 that is spoken on the calling thread: the least time and memory for each.
    /// Asynchronous calls go through the channel all the same, since they must not occupy a thread while they wait.
    /// </summary>
    Direct = 1,

    /// <summary>All calls go through the channel of Grpc.Net.Client.</summary>
    Channel = 2,
}
