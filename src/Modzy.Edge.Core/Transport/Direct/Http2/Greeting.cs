namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>Recognises what other protocols say first, for a message that helps.</summary>
internal static class Greeting
{
    private const byte TlsAlert = 0x15;

    /// <exception cref="Http2Exception">It is another protocol.</exception>
    public static void Check(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith("HTTP/1"u8))
        {
            throw Http2Exception.Protocol("the peer answers in HTTP/1, not HTTP/2");
        }

        if (first.Length >= 3 && first[0] == TlsAlert && first[1] == 3)
        {
            throw Http2Exception.Protocol("the peer answers in TLS; it does not accept plaintext");
        }
    }
}
