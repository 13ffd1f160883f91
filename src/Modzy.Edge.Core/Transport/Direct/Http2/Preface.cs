namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>What the client says first on a connection.</summary>
internal static class Preface
{
    /// <summary>
    /// What the peer may send before it has to wait: on the stream, and on the connection, which has one stream at a time.
    /// Results can be many megabytes.
    /// </summary>
    public const int Window = 1024 * 1024;

    /// <summary>The largest header list, counted as RFC 9113 does: names, values and 32 bytes for each.</summary>
    public const int MaxHeaderListBytes = 64 * 1024;

    private const int InitialConnectionWindow = 65_535;

    public static void Write(SendBuffer output)
    {
        output.WriteRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        output.WriteFrame(FrameType.Settings, FrameFlags.None, 0,
        [
            0, (byte)SettingId.HeaderTableSize, 0, 0, 0, 0,
            0, (byte)SettingId.EnablePush, 0, 0, 0, 0,
            0, (byte)SettingId.InitialWindowSize, 0, Window >> 16, 0, 0,
            0, (byte)SettingId.MaxHeaderListSize, 0, MaxHeaderListBytes >> 16, 0, 0,
        ]);
        output.WriteFrame(FrameType.WindowUpdate, 0, Window - InitialConnectionWindow);
    }
}
