using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Following and cancelling jobs. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class JobControlExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get", CallConvs = [typeof(CallConvCdecl)])]
    public static int Get(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJob, GetRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetStart(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, GetRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_wait", CallConvs = [typeof(CallConvCdecl)])]
    public static int Wait(
        nint client,
        byte* jobIdentifier,
        NativeWaitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            EdgeWaitOptions? wait = Options.Wait(options);
            Call.Wait(client, wait?.Calls, outJob, WaitRequest(jobIdentifier, wait, new JobProgress()));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_wait_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int WaitStart(
        nint client,
        byte* jobIdentifier,
        NativeWaitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            EdgeWaitOptions? wait = Options.Wait(options);
            var progress = new JobProgress();
            Call.Start(client, wait?.Calls, outCall, WaitRequest(jobIdentifier, wait, progress), progress);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_cancel", CallConvs = [typeof(CallConvCdecl)])]
    public static int Cancel(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJob, CancelRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_cancel_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int CancelStart(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, CancelRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_cancel_all", CallConvs = [typeof(CallConvCdecl)])]
    public static int CancelAll(nint client, NativeCallOptions* options, byte** outJobs, nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJobs, CancelAllRequest()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_cancel_all_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int CancelAllStart(nint client, NativeCallOptions* options, nint* outCall, nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, CancelAllRequest()));

    private static Func<EdgeClient, EdgeRequest<Job>> GetRequest(byte* jobIdentifier) =>
        _ => EdgeRequests.GetJob(Utf8Marshaller.Required(jobIdentifier, "job_identifier"));

    private static Func<EdgeClient, EdgeRequest<Job>> WaitRequest(
        byte* jobIdentifier, EdgeWaitOptions? wait, JobProgress progress) =>
        _ => EdgeRequests.Wait(Utf8Marshaller.Required(jobIdentifier, "job_identifier"), wait, progress);

    private static Func<EdgeClient, EdgeRequest<Job>> CancelRequest(byte* jobIdentifier) =>
        _ => EdgeRequests.Cancel(Utf8Marshaller.Required(jobIdentifier, "job_identifier"));

    private static Func<EdgeClient, EdgeRequest<JobPage>> CancelAllRequest() =>
        static _ => EdgeRequests.CancelAll();
}
