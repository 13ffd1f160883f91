using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Calls that were started. See the section "Calls that were started" of modzy_edge.h.</summary>
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
        Out.Require(outJson, "out_json");
        Find(call).Take(result => CallResult.GiveJson(result, outJson));
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_take_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static int TakeBytes(nint call, void** outData, nuint* outSize, byte** outContentType, nint* outError) =>
        Guard.Run(outError, () =>
        {
            Out.Require(outData, "out_data");
            Out.Require(outSize, "out_size");
            Find(call).Take(result => CallResult.GiveBytes(result, outData, outSize, outContentType));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_take_stream", CallConvs = [typeof(CallConvCdecl)])]
    public static int TakeStream(nint call, nint* outStream, nint* outError) => Guard.Run(outError, () =>
    {
        Out.Require(outStream, "out_stream");
        Find(call).Take(result => CallResult.GiveStream(result, outStream));
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_progress", CallConvs = [typeof(CallConvCdecl)])]
    public static int Progress(nint call, ulong* outSent, ulong* outTotal, nint* outError) => Guard.Run(outError, () =>
    {
        Out.Require(outSent, "out_sent");
        Out.Require(outTotal, "out_total");
        UploadProgress progress = Find(call).Progress as UploadProgress
            ?? throw new EdgeException(
                EdgeStatus.FailedPrecondition,
                "Only a call of edge_jobs_submit_file_start tells how many bytes it has sent; for one of edge_jobs_wait_start there is edge_call_job_progress.");
        *outSent = (ulong)progress.Sent;
        *outTotal = (ulong)progress.Total;
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_job_progress", CallConvs = [typeof(CallConvCdecl)])]
    public static int JobProgress(nint call, long* outCompleted, long* outFailed, long* outTotal, nint* outError) => Guard.Run(outError, () =>
    {
        Out.Require(outCompleted, "out_completed");
        Out.Require(outFailed, "out_failed");
        Out.Require(outTotal, "out_total");
        JobProgress progress = Find(call).Progress as JobProgress
            ?? throw new EdgeException(
                EdgeStatus.FailedPrecondition,
                "Only a call of edge_jobs_wait_start tells how far a job is; for one of edge_jobs_submit_file_start there is edge_call_progress.");
        Job? job = progress.Last;
        *outCompleted = job?.Completed ?? -1;
        *outFailed = job?.Failed ?? -1;
        *outTotal = job?.Total ?? -1;
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_cancel", CallConvs = [typeof(CallConvCdecl)])]
    public static void Cancel(nint call) => Guard.Quiet(() => NativeHandles.Table.Find<NativeCall>(call)?.Cancel());

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_call_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(nint call) =>
        Guard.Quiet(() => NativeHandles.Table.Remove<NativeCall>(call)?.Dispose());

    private static NativeCall Find(nint call) =>
        NativeHandles.Find<NativeCall>(call, "call", "one of the functions whose names end in _start");
}
