using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Exports;

/// <summary>Submitting jobs. See the section "Jobs" of modzy_edge.h.</summary>
internal static unsafe class JobSubmitExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_embedded", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitEmbedded(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        NativeSubmitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(
            outError,
            new Submission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Sources = sources,
                SourceCount = sourceCount,
                Input = &SubmissionInputs.Embedded,
                Options = options,
                OutJob = outJob,
            },
            &Submission.Run);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_embedded_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitEmbeddedStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
            new Submission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Sources = sources,
                SourceCount = sourceCount,
                Input = &SubmissionInputs.Embedded,
                Options = options,
            }.Start(outCall));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_text", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitText(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        NativeSubmitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(
            outError,
            new Submission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Sources = sources,
                SourceCount = sourceCount,
                Input = &SubmissionInputs.Text,
                Options = options,
                OutJob = outJob,
            },
            &Submission.Run);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_text_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitTextStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
            new Submission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Sources = sources,
                SourceCount = sourceCount,
                Input = &SubmissionInputs.Text,
                Options = options,
            }.Start(outCall));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitBytes(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        byte* inputKey,
        void* data,
        nuint size,
        byte** outJob,
        nint* outError) =>
        Guard.Run(
            outError,
            new SingleSubmission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Input = new NativeInput { Key = inputKey, Data = data, Size = size },
                OutJob = outJob,
            },
            &SingleSubmission.Run);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_bytes_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitBytesStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        byte* inputKey,
        void* data,
        nuint size,
        nint* outCall,
        nint* outError) =>
        Guard.Run(
            outError,
            new SingleSubmission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Input = new NativeInput { Key = inputKey, Data = data, Size = size },
                OutCall = outCall,
            },
            &SingleSubmission.Start);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_s3", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitS3(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSources* objects,
        NativeS3Access* access,
        NativeSubmitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(Options.Submit(options)), outJob,
            SubmitS3Request(modelIdentifier, modelVersion, objects, access, options)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_s3_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitS3Start(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSources* objects,
        NativeS3Access* access,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, Options.Call(Options.Submit(options)), outCall,
            SubmitS3Request(modelIdentifier, modelVersion, objects, access, options)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_azure", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitAzure(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSources* objects,
        NativeAzureAccess* access,
        NativeSubmitOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(Options.Submit(options)), outJob,
            SubmitAzureRequest(modelIdentifier, modelVersion, objects, access, options)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_azure_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitAzureStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSources* objects,
        NativeAzureAccess* access,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, Options.Call(Options.Submit(options)), outCall,
            SubmitAzureRequest(modelIdentifier, modelVersion, objects, access, options)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_run", CallConvs = [typeof(CallConvCdecl)])]
    public static int Run(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        NativeSubmitOptions* options,
        byte** outResults,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(Options.Submit(options)), outResults,
            new Submission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Sources = sources,
                SourceCount = sourceCount,
                Input = &SubmissionInputs.Embedded,
                Options = options,
            }.RunRequest(new JobProgress())));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_run_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        NativeSubmitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            var progress = new JobProgress();
            Call.Start(
                client, Options.Call(Options.Submit(options)), outCall,
            new Submission
            {
                Client = client,
                ModelIdentifier = modelIdentifier,
                ModelVersion = modelVersion,
                Sources = sources,
                SourceCount = sourceCount,
                Input = &SubmissionInputs.Embedded,
                Options = options,
            }.RunRequest(progress),
                progress);
        });

    private static Func<EdgeClient, EdgeRequest<Job>> SubmitS3Request(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSources* objects,
        NativeS3Access* access,
        NativeSubmitOptions* options) =>
        edge =>
        {
            NativeSubmitOptions given = Options.Submit(options);
            return edge.Jobs.SubmitS3Request(
                Utf8Marshaller.Required(modelIdentifier, "model_identifier"),
                Utf8Marshaller.Required(modelVersion, "model_version"),
                StorageAccessMarshaller.Sources(objects),
                StorageAccessMarshaller.S3(access, "access"),
                given.Explain != 0,
                Options.Call(given));
        };

    private static Func<EdgeClient, EdgeRequest<Job>> SubmitAzureRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSources* objects,
        NativeAzureAccess* access,
        NativeSubmitOptions* options) =>
        edge =>
        {
            NativeSubmitOptions given = Options.Submit(options);
            return edge.Jobs.SubmitAzureRequest(
                Utf8Marshaller.Required(modelIdentifier, "model_identifier"),
                Utf8Marshaller.Required(modelVersion, "model_version"),
                StorageAccessMarshaller.Sources(objects),
                StorageAccessMarshaller.Azure(access, "access"),
                given.Explain != 0,
                Options.Call(given));
        };
}
