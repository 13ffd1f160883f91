// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_tag</c>.</summary>
internal unsafe struct NativeTag
{
    public byte* Key;
    public byte* Value;
}
