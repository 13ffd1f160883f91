// Callers in C write the members.
#pragma warning disable CS0649

namespace Modzy.Edge.Native.Interop;

/// <summary><c>edge_wait_options</c>.</summary>
internal struct NativeWaitOptions
{
    public uint StructSize;
    public uint TimeoutMs;
    public uint PollIntervalMs;
    public uint MaxPollIntervalMs;
}
