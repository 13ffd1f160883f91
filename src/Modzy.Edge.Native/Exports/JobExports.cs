using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Jobs and their results. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class JobExports
{
    [UnmanagedCallersOnly(EntryPoint = "edge_jobs_submit_embedded", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitEmbedded(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        byte explain,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) => Guard.Run(outError, () =>
    {
        using var borrowed = new BorrowedSources(sources, sourceCount);
        Call.Run(client, options, outJob, edge => edge.Jobs.Submission(
            Text.Required(modelIdentifier, "model_identifier"),
            Text.Required(modelVersion, "model_version"),
            borrowed.Sources,
            explain != 0));
    });

    [UnmanagedCallersOnly(EntryPoint = "edge_jobs_get", CallConvs = [typeof(CallConvCdecl)])]
    public static int Get(nint client, byte* jobIdentifier, NativeCallOptions* options, byte** outJob, nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outJob, _ => EdgeRequests.GetJob(Text.Required(jobIdentifier, "job_identifier"))));

    [UnmanagedCallersOnly(EntryPoint = "edge_jobs_wait", CallConvs = [typeof(CallConvCdecl)])]
    public static int Wait(
        nint client,
        byte* jobIdentifier,
        uint timeoutMs,
        uint pollIntervalMs,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) => Guard.Run(outError, () => Call.Run(
            client, options, outJob, _ => new WaitForJobRequest(
                Text.Required(jobIdentifier, "job_identifier"), Milliseconds.Read(timeoutMs), Milliseconds.Read(pollIntervalMs))));

    [UnmanagedCallersOnly(EntryPoint = "edge_jobs_get_results", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetResults(
        nint client, byte* jobIdentifier, NativeCallOptions* options, byte** outResults, nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outResults, _ => EdgeRequests.GetResults(Text.Required(jobIdentifier, "job_identifier"))));
}
