using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Interop;

namespace Modzy.Edge.Native.Exports;

/// <summary>The library itself: versions, names, memory, diagnostics.</summary>
internal static unsafe class LibraryExports
{
    private static readonly byte* _version = NativeString.From(LibraryVersion.Text);
    private static readonly byte*[] _statusNames = MakeStatusNames();

    [UnmanagedCallersOnly(EntryPoint = "edge_version", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* Version() => (byte*)Guard.Value(static () => (nint)_version, (nint)NativeString.Literal("\0"u8));

    [UnmanagedCallersOnly(EntryPoint = "edge_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    public static uint AbiVersion() => Guard.Value(static () => LibraryVersion.Abi, 0u);

    [UnmanagedCallersOnly(EntryPoint = "edge_status_name", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* StatusName(int status) =>
        (byte*)Guard.Value(() => (nint)_statusNames[status is >= 0 and < StatusCount ? status : StatusCount], (nint)NativeString.Literal("\0"u8));

    [UnmanagedCallersOnly(EntryPoint = "edge_string_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void StringFree(byte* @string) => Guard.Quiet(() => NativeString.Free(@string));

    [UnmanagedCallersOnly(EntryPoint = "edge_bytes_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void BytesFree(void* bytes) => Guard.Quiet(() => NativeMemory.Free(bytes));

    [UnmanagedCallersOnly(EntryPoint = "edge_diagnostics", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunDiagnostics(byte** outJson, nint* outError) => Guard.Run(outError, () =>
    {
        Out.Require(outJson, "out_json");
        *outJson = NativeString.From(0, static (_, output) => Diagnostics.Write(output));
    });

    private const int StatusCount = (int)EdgeStatus.OutOfMemory + 1;

    private static byte*[] MakeStatusNames()
    {
        // The last is for numbers that have no name.
        var names = new byte*[StatusCount + 1];
        for (int i = 0; i <= StatusCount; i++)
        {
            names[i] = NativeString.From(EdgeStatusNames.Of(i < StatusCount ? (EdgeStatus)i : (EdgeStatus)int.MinValue));
        }

        return names;
    }
}
