// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_submit_options</c>.</summary>
internal unsafe struct NativeSubmitOptions
{
    public uint StructSize;
    public uint DeadlineMs;
    public uint JobTimeoutMs;
    public ushort SourceSize;
    public ushort InputSize;
    public ushort FileSize;
    public byte Explain;
    public fixed byte Reserved[5];
    public NativeWaitOptions* Wait;
}
