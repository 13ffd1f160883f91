using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Json;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Asynchronous calls. See the section "Calls that were started" of modzy_edge.h.</summary>
internal static unsafe class CallExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_fd", CallConvs = [typeof(CallConvCdecl)])]
    public static int Descriptor(nint call) =>
        Guard.Value(() => NativeHandles.Table.Find<NativeCall>(call)?.Descriptor ?? -1, otherwise: -1);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_is_done", CallConvs = [typeof(CallConvCdecl)])]
    public static byte IsDone(nint call) => Guard.Value(
        () => NativeHandles.Table.Find<NativeCall>(call)?.IsDone != false ? (byte)1 : (byte)0, otherwise: (byte)1);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_wait", CallConvs = [typeof(CallConvCdecl)])]
    public static int Wait(nint call, uint timeoutMs, nint* outError) => Guard.Run(outError, () =>
    {
        if (!Find(call).Wait(Durations.Timeout(Milliseconds.ReadTimeout(timeoutMs))))
        {
            throw new EdgeException(
                EdgeStatus.DeadlineExceeded, "The call was not done in time. It goes on: wait again, or cancel it with edge_call_cancel.");
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_result", CallConvs = [typeof(CallConvCdecl)])]
    public static int Result(nint call, nint* outError) => Guard.Run(outError, () => Find(call).Result());

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_take_json", CallConvs = [typeof(CallConvCdecl)])]
    public static int TakeJson(nint call, byte** outJson, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outJson, "out_json");
        try
        {
            Find(call).Take(result => CallResult.GiveJson(result, outJson));
        }
        catch (EdgeException e) when (e.LastKnown is IJsonWritable last)
        {
            // The timeout of a wait passed: the caller gets the last known state too.
            CallResult.GiveJson(last, outJson);
            throw;
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_take_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static int TakeBytes(nint call, void** outData, nuint* outSize, byte** outContentType, nint* outError) =>
        Guard.Run(outError, () =>
        {
            OutParameters.Require(outData, "out_data");
            OutParameters.Require(outSize, "out_size");
            Find(call).Take(result => CallResult.GiveBytes(result, outData, outSize, outContentType));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_take_stream", CallConvs = [typeof(CallConvCdecl)])]
    public static int TakeStream(nint call, nint* outStream, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outStream, "out_stream");
        Find(call).Take(result => CallResult.GiveStream(result, outStream));
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_progress", CallConvs = [typeof(CallConvCdecl)])]
    public static int Progress(nint call, NativeProgress* outProgress, nint* outError) => Guard.Run(outError, () =>
    {
        var progress = new NativeProgress { Completed = -1, Failed = -1, Total = -1 };
        switch (Find(call).Progress)
        {
            case UploadProgress upload:
                progress.SentBytes = (ulong)upload.Sent;
                progress.TotalBytes = (ulong)upload.Total;
                break;
            case JobProgress { Last: Job job }:
                progress.Completed = job.Completed ?? -1;
                progress.Failed = job.Failed ?? -1;
                progress.Total = job.Total ?? -1;
                break;
            case JobProgress:
                break;
            default:
                throw new EdgeException(
                    EdgeStatus.FailedPrecondition,
                    "Only calls of edge_jobs_submit_files_start, edge_jobs_wait_start and edge_jobs_run_start report progress.");
        }

        Options.Give(outProgress, progress, "out_progress", "EDGE_PROGRESS_INIT");
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_cancel", CallConvs = [typeof(CallConvCdecl)])]
    public static void Cancel(nint call) =>
        Guard.DiscardErrors(() => NativeHandles.Table.Find<NativeCall>(call)?.Cancel());

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static void Destroy(nint call) =>
        Guard.DiscardErrors(() => NativeHandles.Table.Remove<NativeCall>(call)?.Dispose());

    private static NativeCall Find(nint call) =>
        NativeHandles.Find<NativeCall>(call, "call", "one of the functions whose names end in _start");
}
