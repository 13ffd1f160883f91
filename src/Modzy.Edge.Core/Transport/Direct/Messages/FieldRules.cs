namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>What RFC 9113, section 8.2, demands of each field of a response.</summary>
internal static class FieldRules
{
    /// <summary>Why a field makes its response malformed; null if it does not.</summary>
    public static string? Check(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.IsEmpty
            || name.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            || name.ContainsAnyInRange((byte)'A', (byte)'Z')
            || name[1..].Contains((byte)':'))
        {
            return "the name of a header field is empty, not in lower case, or holds characters that it must not";
        }

        if (value.ContainsAny((byte)0, (byte)'\r', (byte)'\n'))
        {
            return "the value of a header field holds NUL, CR or LF";
        }

        return IsOfConnection(name) ? "a header field belongs to the connections of HTTP/1" : null;
    }

    private static bool IsOfConnection(ReadOnlySpan<byte> name) => name.Length switch
    {
        7 => name.SequenceEqual("upgrade"u8),
        10 => name.SequenceEqual("connection"u8) || name.SequenceEqual("keep-alive"u8),
        16 => name.SequenceEqual("proxy-connection"u8),
        17 => name.SequenceEqual("transfer-encoding"u8),
        _ => false,
    };
}
