using System.Buffers.Binary;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

/// <summary>The peer's settings (RFC 9113, section 6.5.2).</summary>
internal sealed class PeerSettings
{
    private const int EntrySize = 6;

    private bool _isKnown;

    public int InitialWindow { get; private set; } = 65_535;

    public int MaxFrameLength { get; private set; } = FrameHeader.DefaultMaxLength;

    /// <summary>
    /// SETTINGS_HEADER_TABLE_SIZE: the smallest announced so far, because entries evicted from the peer's dynamic table
    /// do not come back when it grows.
    /// </summary>
    public uint HeaderTableSize { get; private set; } = DynamicTable.DefaultCapacity;

    /// <summary>
    /// Unlimited if the peer's settings do not limit it. Before they arrive, the least that RFC 9113 recommends to
    /// allow: servers close connections on which far more streams begin.
    /// </summary>
    public uint MaxConcurrentStreams { get; private set; } = 100;

    /// <summary>Applies the payload of a SETTINGS frame.</summary>
    /// <exception cref="Http2Exception">A value is invalid.</exception>
    public void Apply(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % EntrySize != 0)
        {
            throw Http2Exception.FrameSize(FrameType.Settings);
        }

        if (!_isKnown)
        {
            _isKnown = true;
            MaxConcurrentStreams = uint.MaxValue;
        }

        for (; !payload.IsEmpty; payload = payload[EntrySize..])
        {
            Apply(BinaryPrimitives.ReadUInt16BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[2..]));
        }
    }

    private void Apply(ushort setting, uint value)
    {
        switch ((SettingId)setting)
        {
            case SettingId.HeaderTableSize:
                HeaderTableSize = Math.Min(HeaderTableSize, value);
                break;
            case SettingId.EnablePush when value != 0:
                throw Http2Exception.Protocol("the peer sends SETTINGS_ENABLE_PUSH 1, which a server must not");
            case SettingId.MaxConcurrentStreams:
                MaxConcurrentStreams = value;
                break;
            case SettingId.InitialWindowSize:
                InitialWindow = value <= int.MaxValue
                    ? (int)value
                    : throw new Http2Exception(Http2Error.FlowControlError, "the peer announces SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1");
                break;
            case SettingId.MaxFrameSize:
                MaxFrameLength = value is >= FrameHeader.DefaultMaxLength and < 1 << 24
                    ? (int)value
                    : throw Http2Exception.Protocol("the peer announces SETTINGS_MAX_FRAME_SIZE outside of 2^14 to 2^24-1");
                break;
            default:
                // SETTINGS_MAX_HEADER_LIST_SIZE is advisory.
                break;
        }
    }
}

/// <summary>The client connection preface (RFC 9113, section 3.4).</summary>
internal static class ClientPreface
{
    /// <summary>
    /// The flow-control window for received data, of each stream and of the connection. Results can be many megabytes.
    /// </summary>
    public const int Window = 1024 * 1024;

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE: names, values and 32 bytes for each field.</summary>
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

/// <summary>RFC 9113, section 6.5.2.</summary>
internal enum SettingId : ushort
{
    HeaderTableSize = 1,
    EnablePush = 2,
    MaxConcurrentStreams = 3,
    InitialWindowSize = 4,
    MaxFrameSize = 5,
    MaxHeaderListSize = 6,
}
