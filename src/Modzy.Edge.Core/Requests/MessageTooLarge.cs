using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;

namespace Modzy.Edge.Requests;

/// <summary>
/// Recognises that an edge, or a proxy before it, has refused a request because of its size. gRPC has no status for
/// that: RESOURCE_EXHAUSTED can also mean a quota, so that the text decides.
/// </summary>
internal static partial class MessageTooLarge
{
    private const int ContentTooLarge = 413;

    /// <summary>Whether a call has failed because its message is larger than the edge accepts.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="limit">The largest message that the edge accepts, in bytes, if it has said so.</param>
    public static bool Is(EdgeException failure, out long? limit)
    {
        limit = null;
        if (failure.InnerException is RpcException { Status.DebugException: ResponseException { HttpStatus: ContentTooLarge } })
        {
            return true;
        }

        // tonic (Rust) answers OUT_OF_RANGE.
        if (failure.Origin != EdgeErrorOrigin.Edge || failure.ServerMessage is not string text
            || failure.Status is not (EdgeStatus.ResourceExhausted or EdgeStatus.OutOfRange))
        {
            return false;
        }

        Match match = Wording().Match(text);
        if (long.TryParse(match.Groups["limit"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
        {
            limit = bytes;
        }

        return match.Success;
    }

    /// <summary>
    /// gRPC for C++ and Python, Go, and Node: "Received message larger than max (5 vs. 4)"; .NET: "Received message
    /// exceeds the maximum configured message size."; Java: "gRPC message exceeds maximum size 4: 5"; Rust: "message
    /// length too large: found 5 bytes, the limit is: 4 bytes".
    /// </summary>
    [GeneratedRegex(
        @"message (after decompression )?larger than max( \(\d+ vs\.? (?<limit>\d+)\))?"
        + @"|message exceeds (the )?maximum (configured message )?size( (?<limit>\d+):)?"
        + @"|message length too large: found \d+ bytes, the limit is: (?<limit>\d+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wording();
}
