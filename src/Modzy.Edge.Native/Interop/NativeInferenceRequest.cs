// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_inference_request</c>.</summary>
internal unsafe struct NativeInferenceRequest
{
    public uint StructSize;
    public ushort InputSize;
    public ushort TagSize;
    public byte* ModelIdentifier;
    public byte* ModelVersion;
    public NativeInferenceInput* Inputs;
    public nuint InputCount;
    public NativeTag* Tags;
    public nuint TagCount;
    public byte Explain;
    public fixed byte Reserved[7];
}
