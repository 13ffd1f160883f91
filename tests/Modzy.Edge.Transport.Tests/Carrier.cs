namespace Modzy.Edge.Transport.Tests;

/// <summary>What can carry a call.</summary>
public enum Carrier
{
    /// <summary>The direct transport, a connection for each call.</summary>
    Direct,

    /// <summary>The same, looking for the answer before the thread sleeps.</summary>
    Polling,

    /// <summary>The direct transport, short calls together on a connection: all but the first, which opens it.</summary>
    Shared,

    /// <summary>The same, without a thread that waits for the call, and with the first of them already.</summary>
    Started,

    /// <summary>The channel: gRPC over SocketsHttpHandler.</summary>
    Channel,
}
