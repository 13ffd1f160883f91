namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>With what the peer announced the end of the connection: a GOAWAY frame (RFC 9113, section 6.8).</summary>
/// <param name="Error">The error code.</param>
/// <param name="DebugData">The beginning of the additional debug data, as text that is safe to show; empty if there is none.</param>
internal sealed record PeerGoAway(Http2Error Error, string DebugData)
{
    /// <summary>In bytes. What servers send are words such as too_many_pings.</summary>
    private const int MaxDebugData = 128;

    public static PeerGoAway Read(Http2Error error, ReadOnlySpan<byte> debugData) => new(
        error,
        PrintableText.Escape(System.Text.Encoding.UTF8.GetString(debugData[..Math.Min(debugData.Length, MaxDebugData)])));

    public override string ToString() =>
        DebugData.Length == 0 ? $"GOAWAY {Http2ErrorNames.Of(Error)}" : $"GOAWAY {Http2ErrorNames.Of(Error)}, \"{DebugData}\"";
}
