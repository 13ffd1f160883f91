using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Logging;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Exports;

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
