// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_object</c>.</summary>
internal unsafe struct NativeObject
{
    public byte* Key;
    public byte* Container;
    public byte* Path;
}
