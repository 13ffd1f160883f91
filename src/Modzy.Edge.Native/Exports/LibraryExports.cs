using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Logging;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Transport.Sockets;

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

/// <summary>Signals during blocking calls. See the section "Interrupting calls" of modzy_edge.h.</summary>
internal static unsafe class InterruptExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_interrupt_set", CallConvs = [typeof(CallConvCdecl)])]
    public static int Set(delegate* unmanaged[Cdecl]<void*, int> callback, void* userData, nint* outError) =>
        Guard.Run(outError, () => Interruption.Set(callback == null ? null : () => callback(userData) == 0));
}

/// <summary>Logging. See the section "Logging" of modzy_edge.h.</summary>
internal static unsafe class LogExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_log_create", CallConvs = [typeof(CallConvCdecl)])]
    public static int Create(
        delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback,
        int minimum,
        void* userData,
        nint* outLog,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            OutParameters.Require(outLog, "out_log");
            if (callback == null)
            {
                throw EdgeException.InvalidArgument("callback", "is NULL; give a function.");
            }

            var sink = new CallbackSink(callback, LogSink.Level(minimum), userData);
            *outLog = NativeHandles.Table.Add(sink);
            NativeLog.Add(sink);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_log_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static void Destroy(nint log) => Guard.DiscardErrors(() =>
    {
        if (NativeHandles.Table.Remove<CallbackSink>(log) is CallbackSink sink)
        {
            NativeLog.Remove(sink);
        }
    });
}
