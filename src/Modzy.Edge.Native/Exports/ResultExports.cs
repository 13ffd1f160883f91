using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Results of jobs. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class ResultExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_results", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetResults(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        byte** outResults,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(options), outResults, GetResultsRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_results_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetResultsStart(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, GetResultsRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_result", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetResult(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        NativeCallOptions* options,
        byte** outResult,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(options), outResult, GetResultRequest(jobIdentifier, sourceKey)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_result_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetResultStart(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, Options.Call(options), outCall, GetResultRequest(jobIdentifier, sourceKey)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_output", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetOutput(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        byte* outputKey,
        NativeCallOptions* options,
        void** outData,
        nuint* outSize,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            OutParameters.Require(outData, "out_data");
            OutParameters.Require(outSize, "out_size");
            ReadOnlyMemory<byte> output =
                Call.Run(client, Options.Call(options), GetOutputRequest(jobIdentifier, sourceKey, outputKey));
            NativeBytes.Give(output.Span, outData, outSize);
            HeapTrimmer.Trim();
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_output_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetOutputStart(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        byte* outputKey,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall,
            GetOutputRequest(jobIdentifier, sourceKey, outputKey)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_vote", CallConvs = [typeof(CallConvCdecl)])]
    public static int Vote(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        int vote,
        NativeCallOptions* options,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), VoteRequest(jobIdentifier, sourceKey, vote)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_vote_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int VoteStart(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        int vote,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, Options.Call(options), outCall, VoteRequest(jobIdentifier, sourceKey, vote)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_vote", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetVote(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        NativeCallOptions* options,
        int* outVote,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            OutParameters.Require(outVote, "out_vote");
            *outVote = (int)Call.Run(client, Options.Call(options), GetVoteRequest(jobIdentifier, sourceKey));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_vote_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetVoteStart(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, Options.Call(options), outCall, GetVoteRequest(jobIdentifier, sourceKey)));

    private static Func<EdgeClient, EdgeRequest<JobResults>> GetResultsRequest(byte* jobIdentifier) =>
        _ => ResultRequests.GetAll(Utf8Marshaller.Required(jobIdentifier, "job_identifier"));

    private static Func<EdgeClient, EdgeRequest<JobResult>> GetResultRequest(byte* jobIdentifier, byte* sourceKey) =>
        _ => ResultRequests.Get(Utf8Marshaller.Required(jobIdentifier, "job_identifier"), Utf8Marshaller.Required(sourceKey, "source_key"));

    private static Func<EdgeClient, EdgeRequest<ReadOnlyMemory<byte>>> GetOutputRequest(
        byte* jobIdentifier,
        byte* sourceKey,
        byte* outputKey) =>
        _ => ResultRequests.GetOutput(
            Utf8Marshaller.Required(jobIdentifier, "job_identifier"), Utf8Marshaller.Required(sourceKey, "source_key"), Utf8Marshaller.Required(outputKey, "output_key"));

    private static Func<EdgeClient, EdgeRequest<bool>> VoteRequest(byte* jobIdentifier, byte* sourceKey, int vote) =>
        _ => ResultRequests.Vote(Utf8Marshaller.Required(jobIdentifier, "job_identifier"), Utf8Marshaller.Required(sourceKey, "source_key"), (ResultVote)vote);

    private static Func<EdgeClient, EdgeRequest<ResultVote>> GetVoteRequest(byte* jobIdentifier, byte* sourceKey) =>
        _ => ResultRequests.GetVote(Utf8Marshaller.Required(jobIdentifier, "job_identifier"), Utf8Marshaller.Required(sourceKey, "source_key"));
}
