using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Interop;

namespace Modzy.Edge.Native.Exports;

/// <summary>The library itself. What of it needs no managed code is in Entry/library.c.</summary>
internal static unsafe class LibraryExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_diagnostics", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunDiagnostics(byte** outJson, nint* outError) => Guard.Run(outError, () =>
    {
        Out.Require(outJson, "out_json");
        NativeString.Give(NativeString.From(0, static (_, output) => Diagnostics.Write(output)), outJson);
    });
}
