// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_file</c>.</summary>
internal unsafe struct NativeFile
{
    public byte* SourceKey;
    public byte* InputKey;
    public byte* Path;
}
