namespace Modzy.Edge.Transport.Http2;

/// <summary>Recognises peers that speak another protocol than HTTP/2 by the first bytes they send.</summary>
internal static class ProtocolSniffer
{
    private const byte TlsAlert = 0x15;

    /// <exception cref="Http2Exception">The peer speaks another protocol.</exception>
    public static void Check(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith("HTTP/1"u8))
        {
            throw Http2Exception.Protocol("the peer answers in HTTP/1, not HTTP/2");
        }

        if (first.StartsWith("SSH-"u8))
        {
            throw Http2Exception.Protocol("the peer speaks SSH, not HTTP/2");
        }

        if (first.Length >= 3 && first[0] == TlsAlert && first[1] == 3)
        {
            throw Http2Exception.Protocol("the peer answers in TLS, and this client speaks plaintext");
        }

        // Text is read as a frame length above SETTINGS_MAX_FRAME_SIZE.
        if (first.Length >= FrameHeader.Size && FrameHeader.Read(first).Length > FrameHeader.DefaultMaxLength)
        {
            throw Http2Exception.Protocol($"the peer does not speak HTTP/2; it sent {PrintableText.Quote(first)}");
        }
    }
}
