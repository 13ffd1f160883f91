// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_client_options</c>.</summary>
internal struct NativeClientOptions
{
    public uint StructSize;
    public uint DeadlineMs;
    public uint ConnectTimeoutMs;
    public uint Transport;
    public uint MaxConnections;
    public uint IdleTimeoutMs;
    public ulong MaxReceiveBytes;
    public uint BusyPollUs;
    public uint Reserved;
}
