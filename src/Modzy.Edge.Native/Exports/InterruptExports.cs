using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Exports;

/// <summary>Signals during blocking calls. See the section "Interrupting calls" of modzy_edge.h.</summary>
internal static unsafe class InterruptExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_interrupt_set", CallConvs = [typeof(CallConvCdecl)])]
    public static int Set(delegate* unmanaged[Cdecl]<void*, int> callback, void* userData, nint* outError) =>
        Guard.Run(outError, () => Interruption.Set(callback == null ? null : () => callback(userData) == 0));
}
