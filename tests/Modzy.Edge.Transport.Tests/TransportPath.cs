namespace Modzy.Edge.Transport.Tests;

/// <summary>The ways of a call that tests run over.</summary>
public enum TransportPath
{
    /// <summary>An exclusive connection.</summary>
    Exclusive,

    /// <summary>An exclusive connection, spinning before the thread sleeps.</summary>
    BusyPolling,

    /// <summary>
    /// A blocking call on the multiplexed connection, except for the first call, whose connection becomes it.
    /// </summary>
    Multiplexed,

    /// <summary>An asynchronous call on the multiplexed connection.</summary>
    Async,

    /// <summary>An asynchronous call on the multiplexed connection, with a completion handler.</summary>
    Started,

    /// <summary>SocketsHttpHandler.</summary>
    Channel,
}
