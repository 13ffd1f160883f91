// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_azure_access</c>.</summary>
internal unsafe struct NativeAzureAccess
{
    public uint StructSize;
    public uint Reserved;
    public byte* StorageAccount;
    public byte* StorageAccountKey;
}
