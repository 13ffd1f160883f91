using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Exports;

/// <summary>Diagnostics of the library. Functions that need no managed code are in Shim/library.c.</summary>
internal static unsafe class LibraryExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_diagnostics", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunDiagnostics(byte** outJson, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outJson, "out_json");
        NativeString.Give(NativeString.From(0, static (_, output) => Diagnostics.Write(output)), outJson);
    });
}
