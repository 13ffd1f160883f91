// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_piece</c>.</summary>
internal unsafe struct NativePiece
{
    public void* Data;
    public nuint Size;
}
