using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Jobs whose input is sent in chunks. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class JobUploadExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_file", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitFile(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeFile* files,
        nuint fileCount,
        byte explain,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            var progress = new UploadProgress();
            Call.RunApart(client, options, outJob, SubmitFileRequest(modelIdentifier, modelVersion, files, fileCount, explain, progress), progress);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_file_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitFileStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeFile* files,
        nuint fileCount,
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            var progress = new UploadProgress();
            Call.Start(client, options, outCall, SubmitFileRequest(modelIdentifier, modelVersion, files, fileCount, explain, progress), progress);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_open", CallConvs = [typeof(CallConvCdecl)])]
    public static int Open(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        byte explain,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outJob,
            OpenRequest(modelIdentifier, modelVersion, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_open_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            OpenRequest(modelIdentifier, modelVersion, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_append", CallConvs = [typeof(CallConvCdecl)])]
    public static int Append(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        byte* inputKey,
        void* data,
        nuint size,
        NativeCallOptions* options,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options,
            AppendRequest(jobIdentifier, sourceKey, inputKey, data, size)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_append_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int AppendStart(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        byte* inputKey,
        void* data,
        nuint size,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            AppendRequest(jobIdentifier, sourceKey, inputKey, data, size)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_close", CallConvs = [typeof(CallConvCdecl)])]
    public static int Close(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, options, outJob, CloseRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_close_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int CloseStart(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, options, outCall, CloseRequest(jobIdentifier)));

    private static Func<EdgeClient, EdgeRequest<Job>> SubmitFileRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeFile* files,
        nuint fileCount,
        byte explain,
        UploadProgress progress) =>
        edge => edge.Jobs.SubmitFilesRequest(
            Text.Required(modelIdentifier, "model_identifier"), Text.Required(modelVersion, "model_version"), Stores.Files(files, fileCount), explain != 0, progress);

    private static Func<EdgeClient, EdgeRequest<Job>> OpenRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        byte explain) =>
        edge => edge.Jobs.OpenRequest(Text.Required(modelIdentifier, "model_identifier"), Text.Required(modelVersion, "model_version"), explain != 0);

    private static Func<EdgeClient, EdgeRequest<bool>> AppendRequest(
        byte* jobIdentifier,
        byte* sourceKey,
        byte* inputKey,
        void* data,
        nuint size) =>
        edge =>
        {
            var loans = new Loans();
            return new LoanRequest<bool>(
                edge.Jobs.AppendRequest(
                    Text.Required(jobIdentifier, "job_identifier"),
                    Text.Required(sourceKey, "source_key"),
                    Text.Required(inputKey, "input_key"),
                    loans.Borrow(data, size, "")),
                loans);
        };

    private static Func<EdgeClient, EdgeRequest<Job>> CloseRequest(byte* jobIdentifier) =>
        _ => EdgeRequests.Close(Text.Required(jobIdentifier, "job_identifier"));
}
