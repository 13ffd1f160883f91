using System.Buffers.Binary;
using Modzy.Edge.Transport.Direct.Hpack;

namespace Modzy.Edge.Transport.Direct.Http2;

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
