// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_job_history_filter</c>.</summary>
internal unsafe struct NativeJobHistoryFilter
{
    public uint StructSize;
    public uint Reserved;
    public byte* Search;
    public byte* User;
    public byte* Model;
    public byte* AccessKey;
    public byte* StartDate;
    public byte* EndDate;
    public byte* Status;
    public byte* ModelIdentifier;
    public byte* ModelVersion;
}
