using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Logging;

namespace Modzy.Edge.Native.Exports;

/// <summary>Logging. See the section "Logging" of modzy_edge.h.</summary>
internal static unsafe class LogExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_log_set", CallConvs = [typeof(CallConvCdecl)])]
    public static int Set(
        delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, int minimum, void* userData, nint* outError) =>
        Guard.Run(outError, () => NativeLog.Set(callback, minimum, userData));
}
