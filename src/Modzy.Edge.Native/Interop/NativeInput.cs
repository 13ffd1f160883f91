// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_input</c>.</summary>
internal unsafe struct NativeInput
{
    public byte* Key;
    public void* Data;
    public nuint Size;
}
