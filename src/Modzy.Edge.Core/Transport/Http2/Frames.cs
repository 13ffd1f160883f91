using System.Buffers.Binary;

namespace Modzy.Edge.Transport.Http2;

/// <summary>The 9-byte frame header (RFC 9113, section 4.1).</summary>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    public const int Size = 9;

    /// <summary>The initial SETTINGS_MAX_FRAME_SIZE, which this client does not raise.</summary>
    public const int DefaultMaxLength = 16 * 1024;

    public bool EndStream => (Flags & FrameFlags.EndStream) != 0;

    public bool EndHeaders => (Flags & FrameFlags.EndHeaders) != 0;

    public bool IsAcknowledgement => (Flags & FrameFlags.Acknowledgement) != 0;

    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | (bytes[1] << 8) | bytes[2],
        (FrameType)bytes[3],
        (FrameFlags)bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue);

    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)(Length >> 16);
        bytes[1] = (byte)(Length >> 8);
        bytes[2] = (byte)Length;
        bytes[3] = (byte)Type;
        bytes[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], StreamId);
    }

    /// <summary>The payload of a DATA or HEADERS frame without its padding.</summary>
    public ReadOnlySpan<byte> WithoutPadding(ReadOnlySpan<byte> payload)
    {
        if ((Flags & FrameFlags.Padded) == 0)
        {
            return payload;
        }

        return !payload.IsEmpty && payload.Length > payload[0]
            ? payload[1..^payload[0]]
            : throw Http2Exception.Protocol($"a {Type} frame has more padding than payload");
    }
}

/// <summary>RFC 9113, section 6. Unknown types are ignored.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>RFC 9113, section 6. The meaning of a bit depends on the frame type.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    EndStream = 0x1,

    /// <summary>The same bit, of SETTINGS and PING.</summary>
    Acknowledgement = EndStream,

    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
