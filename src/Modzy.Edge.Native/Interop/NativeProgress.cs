// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_progress</c>.</summary>
internal struct NativeProgress
{
    public uint StructSize;
    public uint Reserved;
    public ulong SentBytes;
    public ulong TotalBytes;
    public long Completed;
    public long Failed;
    public long Total;
}
