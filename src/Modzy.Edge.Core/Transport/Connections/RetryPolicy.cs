using Grpc.Core;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// When a call is sent again on another connection: see docs/transport.md, "Retries". Never after the first byte of a
/// response.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>How often a call is sent at most, the first time included.</summary>
    public const int MaxAttempts = 4;

    /// <summary>Whether a method only reads, so that processing it twice does no harm.</summary>
    public static bool IsIdempotent(IMethod method) =>
        method.Name.StartsWith("Get", StringComparison.Ordinal) || method.Name == "Status";

    /// <summary>
    /// Whether a call whose exclusive connection was lost may be sent again: the peer has refused it; or the connection
    /// had been idle, and the method only reads or the last byte of the message was never sent or read.
    /// </summary>
    public static bool MayRetryExclusive(bool isRefused, bool isReused, bool isIdempotent, EdgeSent sent) =>
        isRefused || (isReused && (isIdempotent || sent != EdgeSent.All));

    /// <summary>
    /// Whether a call on a multiplexed connection may be sent again: the peer has refused it; or the connection was
    /// lost, and the last byte of the message was never sent or read, or the method only reads and the connection had
    /// served other calls.
    /// </summary>
    public static bool MayRetryMultiplexed(
        bool isRefused, bool isLost, bool isConnectionLost, bool isFirst, bool isIdempotent, EdgeSent sent) =>
        isRefused || (isConnectionLost && sent != EdgeSent.All) || (isLost && !isFirst && isIdempotent);
}
