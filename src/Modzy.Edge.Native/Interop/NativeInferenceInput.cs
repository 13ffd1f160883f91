// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_inference_input</c>.</summary>
internal unsafe struct NativeInferenceInput
{
    public byte* Key;
    public void* Data;
    public nuint Size;
    public byte* Container;
    public byte* Path;
    public NativeS3Access* S3;
    public NativeAzureAccess* Azure;
    public int Type;
    public uint Reserved;
}
