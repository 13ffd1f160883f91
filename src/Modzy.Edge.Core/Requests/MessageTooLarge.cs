using System.Globalization;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;

namespace Modzy.Edge.Requests;

/// <summary>
/// Recognises that an edge, or a proxy before it, has refused a request because of its size. gRPC has no status for
/// that: RESOURCE_EXHAUSTED can also mean a quota, so that the text decides.
/// </summary>
internal static class MessageTooLarge
{
    private const int ContentTooLarge = 413;

    /// <summary>
    /// What gRPC answers, and what precedes the limit in it. C++ and Python, Go, and Node: "Received message larger than
    /// max (5 vs. 4)"; .NET: "Received message exceeds the maximum configured message size."; Java: "gRPC message
    /// exceeds maximum size 4: 5"; Rust: "message length too large: found 5 bytes, the limit is: 4 bytes".
    /// </summary>
    private static readonly (string Wording, string Before)[] _wordings =
    [
        ("message larger than max", "vs. "),
        ("message after decompression larger than max", "vs. "),
        ("message exceeds the maximum configured message size", "size "),
        ("message exceeds maximum size", "size "),
        ("message length too large", "limit is: "),
    ];

    /// <summary>Whether a call has failed because its message is larger than the edge accepts.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="limit">The largest message that the edge accepts, in bytes, if it has said so.</param>
    public static bool Is(EdgeException failure, out long? limit)
    {
        limit = null;
        if (failure.InnerException is RpcException rpc
            && rpc.Status.DebugException is ResponseException { HttpStatus: ContentTooLarge })
        {
            return true;
        }

        // tonic (Rust) answers OUT_OF_RANGE.
        if (failure.Origin != EdgeErrorOrigin.Edge || failure.ServerMessage is not string text
            || failure.Status is not (EdgeStatus.ResourceExhausted or EdgeStatus.OutOfRange))
        {
            return false;
        }

        foreach ((string wording, string before) in _wordings)
        {
            int found = text.IndexOf(wording, StringComparison.OrdinalIgnoreCase);
            if (found >= 0)
            {
                limit = NumberBehind(text.AsSpan(found), before);
                return true;
            }
        }

        return false;
    }

    private static long? NumberBehind(ReadOnlySpan<char> text, ReadOnlySpan<char> before)
    {
        int found = text.IndexOf(before, StringComparison.OrdinalIgnoreCase);
        if (found < 0)
        {
            return null;
        }

        ReadOnlySpan<char> number = text[(found + before.Length)..];
        int length = number.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = length < 0 ? number : number[..length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
    }
}
