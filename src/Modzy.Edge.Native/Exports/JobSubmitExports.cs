using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Payloads;
using Modzy.Edge.Requests;

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
        byte explain,
        NativeCallOptions* options,
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
                Explain = explain != 0,
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
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            SubmissionRequest(modelIdentifier, modelVersion, sources, sourceCount, &SubmissionInputs.Embedded, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_text", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitText(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        byte explain,
        NativeCallOptions* options,
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
                Explain = explain != 0,
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
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            SubmissionRequest(modelIdentifier, modelVersion, sources, sourceCount, &SubmissionInputs.Text, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_s3", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitS3(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSource* sources,
        nuint sourceCount,
        NativeS3Access* access,
        byte explain,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outJob,
            SubmitS3Request(modelIdentifier, modelVersion, sources, sourceCount, access, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_s3_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitS3Start(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSource* sources,
        nuint sourceCount,
        NativeS3Access* access,
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            SubmitS3Request(modelIdentifier, modelVersion, sources, sourceCount, access, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_azure", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitAzure(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSource* sources,
        nuint sourceCount,
        NativeAzureAccess* access,
        byte explain,
        NativeCallOptions* options,
        byte** outJob,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outJob,
            SubmitAzureRequest(modelIdentifier, modelVersion, sources, sourceCount, access, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_jobs_submit_azure_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SubmitAzureStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSource* sources,
        nuint sourceCount,
        NativeAzureAccess* access,
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            SubmitAzureRequest(modelIdentifier, modelVersion, sources, sourceCount, access, explain)));

    private static Func<EdgeClient, EdgeRequest<Job>> SubmissionRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeSource* sources,
        nuint sourceCount,
        delegate*<SourceItem[], SubmissionInput> input,
        byte explain)
    {
        var submission = new Submission
        {
            ModelIdentifier = modelIdentifier,
            ModelVersion = modelVersion,
            Sources = sources,
            SourceCount = sourceCount,
            Input = input,
            Explain = explain != 0,
        };
        return edge =>
        {
            var loans = new Loans();
            return new LoanRequest<Job>(submission.Request(edge, loans), loans);
        };
    }

    private static Func<EdgeClient, EdgeRequest<Job>> SubmitS3Request(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSource* sources,
        nuint sourceCount,
        NativeS3Access* access,
        byte explain) =>
        edge => edge.Jobs.SubmitS3Request(
            Text.Required(modelIdentifier, "model_identifier"), Text.Required(modelVersion, "model_version"), Stores.Sources(sources, sourceCount), Stores.S3(access, "access"), explain != 0);

    private static Func<EdgeClient, EdgeRequest<Job>> SubmitAzureRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeObjectSource* sources,
        nuint sourceCount,
        NativeAzureAccess* access,
        byte explain) =>
        edge => edge.Jobs.SubmitAzureRequest(
            Text.Required(modelIdentifier, "model_identifier"), Text.Required(modelVersion, "model_version"), Stores.Sources(sources, sourceCount), Stores.Azure(access, "access"), explain != 0);
}
