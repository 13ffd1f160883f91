namespace Modzy.Edge;

/// <summary>What carries the calls of a client to its edge.</summary>
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
