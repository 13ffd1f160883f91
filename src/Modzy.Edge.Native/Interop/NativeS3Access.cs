// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_s3_access</c>.</summary>
internal unsafe struct NativeS3Access
{
    public uint StructSize;
    public uint Reserved;
    public byte* AccessKeyId;
    public byte* SecretAccessKey;
    public byte* Region;
    public byte* Endpoint;
}
