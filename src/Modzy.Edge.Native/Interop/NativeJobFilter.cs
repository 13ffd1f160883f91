// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_job_filter</c>.</summary>
internal unsafe struct NativeJobFilter
{
    public uint StructSize;
    public uint Reserved;
    public byte* StartDate;
    public byte* EndDate;
    public byte* Status;
    public byte* Model;
    public byte* User;
    public byte* AccessKey;
}
