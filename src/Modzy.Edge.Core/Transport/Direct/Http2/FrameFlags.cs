namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>RFC 9113, section 6. What a bit means depends on the type of the frame.</summary>
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
