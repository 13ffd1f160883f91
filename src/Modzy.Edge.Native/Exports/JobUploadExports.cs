using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Jobs whose input is sent in chunks. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class JobUploadExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_files", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitFiles(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeFile* files,
        nuint fileCount,
        NativeSubmitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            var progress = new UploadProgress();
            Call.RunInterruptible(
                client, Options.Call(Options.Submit(options)), outJob,
                SubmitFilesRequest(modelIdentifier, modelVersion, files, fileCount, options, progress),
                progress);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_files_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitFilesStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeFile* files,
        nuint fileCount,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            var progress = new UploadProgress();
            Call.Start(
                client, Options.Call(Options.Submit(options)), outCall,
                SubmitFilesRequest(modelIdentifier, modelVersion, files, fileCount, options, progress),
                progress);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_open", CallConvs = [typeof(CallConvCdecl)])]
    public static int Open(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSubmitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(Options.Submit(options)), outJob,
            OpenRequest(modelIdentifier, modelVersion, options)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_open_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(Options.Submit(options)), outCall,
            OpenRequest(modelIdentifier, modelVersion, options)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_append", CallConvs = [typeof(CallConvCdecl)])]
    public static int Append(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        NativeInput* input,
        NativeCallOptions* options,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options),
            AppendRequest(jobIdentifier, sourceKey, input)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_append_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int AppendStart(
        nint client,
        byte* jobIdentifier,
        byte* sourceKey,
        NativeInput* input,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall,
            AppendRequest(jobIdentifier, sourceKey, input)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_close", CallConvs = [typeof(CallConvCdecl)])]
    public static int Close(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outJob, CloseRequest(jobIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_close_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int CloseStart(
        nint client,
        byte* jobIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, CloseRequest(jobIdentifier)));

    private static Func<EdgeClient, EdgeRequest<Job>> SubmitFilesRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeFile* files,
        nuint fileCount,
        NativeSubmitOptions* options,
        UploadProgress progress) =>
        edge =>
        {
            NativeSubmitOptions given = Options.Submit(options);
            return edge.Jobs.SubmitFilesRequest(
                Utf8Marshaller.Required(modelIdentifier, "model_identifier"),
                Utf8Marshaller.Required(modelVersion, "model_version"),
                StorageAccessMarshaller.Files(files, fileCount, given),
                given.Explain != 0,
                progress,
                Options.Call(given));
        };

    private static Func<EdgeClient, EdgeRequest<Job>> OpenRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSubmitOptions* options) =>
        edge =>
        {
            NativeSubmitOptions given = Options.Submit(options);
            return edge.Jobs.OpenRequest(
                Utf8Marshaller.Required(modelIdentifier, "model_identifier"),
                Utf8Marshaller.Required(modelVersion, "model_version"),
                given.Explain != 0,
                Options.Call(given));
        };

    private static Func<EdgeClient, EdgeRequest<bool>> AppendRequest(
        byte* jobIdentifier, byte* sourceKey, NativeInput* input) =>
        edge =>
        {
            ArrayArguments.CheckStructure(input, "input");
            var scope = new BorrowScope();
            return new BorrowScopedRequest<bool>(
                edge.Jobs.AppendRequest(
                    Utf8Marshaller.Required(jobIdentifier, "job_identifier"),
                    Utf8Marshaller.Required(sourceKey, "source_key"),
                    Utf8Marshaller.Required(input->Key, "input.key"),
                    scope.Borrow(input->Data, input->Size, "input")),
                scope);
        };

    private static Func<EdgeClient, EdgeRequest<Job>> CloseRequest(byte* jobIdentifier) =>
        _ => EdgeRequests.Close(Utf8Marshaller.Required(jobIdentifier, "job_identifier"));
}
