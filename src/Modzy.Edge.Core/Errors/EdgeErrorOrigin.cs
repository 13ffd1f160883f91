namespace Modzy.Edge;

/// <summary>Where a failure was found.</summary>
public enum EdgeErrorOrigin
{
    /// <summary>In this process: an argument, a deadline, a cancellation, or a limit of the process.</summary>
    Local = 0,

    /// <summary>
    /// On the way: the edge cannot be reached, the connection was lost, the peer violates HTTP/2 or gRPC, or a proxy answered
    /// in place of the edge.
    /// </summary>
    Transport = 1,

    /// <summary>In the edge, which answered with a gRPC status; <see cref="EdgeException.ServerMessage"/> has its text.</summary>
    Edge = 2,
}
