using System.Buffers.Binary;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

/// <summary>What the peer has announced (RFC 9113, section 6.5.2).</summary>
internal sealed class PeerSettings
{
    private const int EntrySize = 6;

    private bool _isKnown;

    public int InitialWindow { get; private set; } = 65_535;

    public int MaxFrameLength { get; private set; } = FrameHeader.DefaultMaxLength;

    /// <summary>
    /// The size of the dynamic table that the peer decodes headers with, in bytes: the smallest that it has announced, because
    /// what a table loses does not come back when it grows.
    /// </summary>
    public uint HeaderTableSize { get; private set; } = DynamicTable.DefaultCapacity;

    /// <summary>
    /// No limit, if the peer announces none. Before it has announced anything it is the least that RFC 9113 recommends to
    /// allow: servers close connections on which far more begin.
    /// </summary>
    public uint MaxConcurrentStreams { get; private set; } = 100;

    /// <summary>Takes over the payload of a SETTINGS frame.</summary>
    /// <exception cref="Http2Exception">It cannot be right.</exception>
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
                throw Http2Exception.Protocol("the peer announces that it accepts pushes, which a server must not");
            case SettingId.MaxConcurrentStreams:
                MaxConcurrentStreams = value;
                break;
            case SettingId.InitialWindowSize:
                InitialWindow = value <= int.MaxValue
                    ? (int)value
                    : throw new Http2Exception(Http2Error.FlowControlError, "the peer announces a window that is too large");
                break;
            case SettingId.MaxFrameSize:
                MaxFrameLength = value is >= FrameHeader.DefaultMaxLength and < 1 << 24
                    ? (int)value
                    : throw Http2Exception.Protocol("the peer announces a frame size that is not allowed");
                break;
            default:
                // Limits on header lists are advice.
                break;
        }
    }
}

/// <summary>What the client says first on a connection.</summary>
internal static class ClientPreface
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
