// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_call_options</c>.</summary>
internal struct NativeCallOptions
{
    public uint StructSize;
    public uint DeadlineMs;
}
