// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_object_source</c>.</summary>
internal unsafe struct NativeObjectSource
{
    public byte* Key;
    public NativeObject* Objects;
    public nuint ObjectCount;
}
