// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_object_sources</c>.</summary>
internal unsafe struct NativeObjectSources
{
    public uint StructSize;
    public ushort SourceSize;
    public ushort ObjectSize;
    public NativeObjectSource* Sources;
    public nuint SourceCount;
}
