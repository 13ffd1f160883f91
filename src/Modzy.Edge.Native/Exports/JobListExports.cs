using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Lists of jobs, limits and statistics. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class JobListExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_list", CallConvs = [typeof(CallConvCdecl)])]
    public static int List(
        nint client,
        NativeJobFilter* filter,
        NativeCallOptions* options,
        byte** outJobs,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJobs, ListRequest(filter)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_list_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int ListStart(
        nint client,
        NativeJobFilter* filter,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, ListRequest(filter)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_list_history", CallConvs = [typeof(CallConvCdecl)])]
    public static int History(
        nint client,
        NativeJobHistoryFilter* filter,
        NativeCallOptions* options,
        byte** outJobs,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJobs, HistoryRequest(filter)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_list_history_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int HistoryStart(
        nint client,
        NativeJobHistoryFilter* filter,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, HistoryRequest(filter)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_history", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetHistory(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        byte** outJobs,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJobs, GetHistoryRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_history_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetHistoryStart(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, GetHistoryRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_features", CallConvs = [typeof(CallConvCdecl)])]
    public static int Features(nint client, NativeCallOptions* options, byte** outFeatures, nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outFeatures, FeaturesRequest()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_features_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int FeaturesStart(nint client, NativeCallOptions* options, nint* outCall, nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, FeaturesRequest()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_list_statistics", CallConvs = [typeof(CallConvCdecl)])]
    public static int Statistics(nint client, NativeCallOptions* options, byte** outStatistics, nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outStatistics, StatisticsRequest()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_list_statistics_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int StatisticsStart(nint client, NativeCallOptions* options, nint* outCall, nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, StatisticsRequest()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_statistics", CallConvs = [typeof(CallConvCdecl)])]
    public static int KeyStatistics(
        nint client,
        byte* accessKeyPrefix,
        NativeCallOptions* options,
        byte** outStatistics,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(options), outStatistics, KeyStatisticsRequest(accessKeyPrefix)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_get_statistics_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int KeyStatisticsStart(
        nint client,
        byte* accessKeyPrefix,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, Options.Call(options), outCall, KeyStatisticsRequest(accessKeyPrefix)));

    private static Func<EdgeClient, EdgeRequest<JobPage>> ListRequest(NativeJobFilter* filter) =>
        _ => EdgeRequests.List(Options.Filter(filter));

    private static Func<EdgeClient, EdgeRequest<JobPage>> HistoryRequest(NativeJobHistoryFilter* filter) =>
        _ => EdgeRequests.History(Options.Filter(filter));

    private static Func<EdgeClient, EdgeRequest<JobPage>> GetHistoryRequest(byte* jobIdentifier) =>
        _ => EdgeRequests.HistoryOf(Utf8Marshaller.Required(jobIdentifier, "job_identifier"));

    private static Func<EdgeClient, EdgeRequest<EdgeFeatures>> FeaturesRequest() =>
        static _ => EdgeRequests.Features();

    private static Func<EdgeClient, EdgeRequest<StatisticsPage>> StatisticsRequest() =>
        static _ => EdgeRequests.Statistics();

    private static Func<EdgeClient, EdgeRequest<AccessKeyStatistics>> KeyStatisticsRequest(byte* accessKeyPrefix) =>
        _ => EdgeRequests.StatisticsOf(Utf8Marshaller.Required(accessKeyPrefix, "access_key_prefix"));
}
