// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_source</c>.</summary>
internal unsafe struct NativeSource
{
    public byte* Key;
    public NativeInput* Inputs;
    public nuint InputCount;
}
