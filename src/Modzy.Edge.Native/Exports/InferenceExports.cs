using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Inferences. See the section "Inferences" of modzy_edge.h.</summary>
internal static unsafe class InferenceExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_perform", CallConvs = [typeof(CallConvCdecl)])]
    public static int Perform(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeInferenceInput* inputs,
        nuint inputCount,
        NativeTag* tags,
        nuint tagCount,
        byte explain,
        NativeCallOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outInference,
            PerformRequest(modelIdentifier, modelVersion, inputs, inputCount, tags, tagCount, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_perform_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int PerformStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeInferenceInput* inputs,
        nuint inputCount,
        NativeTag* tags,
        nuint tagCount,
        byte explain,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            PerformRequest(modelIdentifier, modelVersion, inputs, inputCount, tags, tagCount, explain)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get", CallConvs = [typeof(CallConvCdecl)])]
    public static int Get(
        nint client,
        byte* inferenceIdentifier,
        NativeCallOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, options, outInference, GetRequest(inferenceIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetStart(
        nint client,
        byte* inferenceIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, options, outCall, GetRequest(inferenceIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_wait", CallConvs = [typeof(CallConvCdecl)])]
    public static int Wait(
        nint client,
        byte* inferenceIdentifier,
        uint timeoutMs,
        uint pollIntervalMs,
        NativeCallOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outInference,
            WaitRequest(inferenceIdentifier, timeoutMs, pollIntervalMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_wait_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int WaitStart(
        nint client,
        byte* inferenceIdentifier,
        uint timeoutMs,
        uint pollIntervalMs,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            WaitRequest(inferenceIdentifier, timeoutMs, pollIntervalMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_run", CallConvs = [typeof(CallConvCdecl)])]
    public static int Run(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeInferenceInput* inputs,
        nuint inputCount,
        NativeTag* tags,
        nuint tagCount,
        byte explain,
        uint timeoutMs,
        uint pollIntervalMs,
        NativeCallOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, options, outInference,
            RunRequest(
                modelIdentifier, modelVersion, inputs, inputCount, tags, tagCount, explain, timeoutMs, pollIntervalMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_run_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunStart(
        nint client,
        byte* modelIdentifier,
        byte* modelVersion,
        NativeInferenceInput* inputs,
        nuint inputCount,
        NativeTag* tags,
        nuint tagCount,
        byte explain,
        uint timeoutMs,
        uint pollIntervalMs,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            RunRequest(
                modelIdentifier, modelVersion, inputs, inputCount, tags, tagCount, explain, timeoutMs, pollIntervalMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get_output", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetOutput(
        nint client,
        byte* inferenceIdentifier,
        byte* outputKey,
        NativeCallOptions* options,
        void** outData,
        nuint* outSize,
        byte** outContentType,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            Out.Require(outData, "out_data");
            Out.Require(outSize, "out_size");
            CallResult.GiveBytes(Call.Run(client, options, GetOutputRequest(inferenceIdentifier, outputKey)), outData, outSize, outContentType);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get_output_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetOutputStart(
        nint client,
        byte* inferenceIdentifier,
        byte* outputKey,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(
            client, options, outCall,
            GetOutputRequest(inferenceIdentifier, outputKey)));

    private static Func<EdgeClient, EdgeRequest<Inference>> PerformRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeInferenceInput* inputs,
        nuint inputCount,
        NativeTag* tags,
        nuint tagCount,
        byte explain) =>
        edge =>
        {
            var borrowed = new BorrowedInference(inputs, inputCount, tags, tagCount);
            return new LoanRequest<Inference>(
                edge.Inferences.PerformRequest(
                    Text.Required(modelIdentifier, "model_identifier"), Text.Required(modelVersion, "model_version"), borrowed.Inputs, explain != 0, borrowed.Tags),
                borrowed);
        };

    private static Func<EdgeClient, EdgeRequest<Inference>> GetRequest(byte* inferenceIdentifier) =>
        _ => InferenceRequests.Get(Text.Required(inferenceIdentifier, "inference_identifier"));

    private static Func<EdgeClient, EdgeRequest<Inference>> WaitRequest(
        byte* inferenceIdentifier,
        uint timeoutMs,
        uint pollIntervalMs) =>
        _ => InferenceRequests.Wait(
            Text.Required(inferenceIdentifier, "inference_identifier"), Milliseconds.ReadTimeout(timeoutMs), Milliseconds.Read(pollIntervalMs));

    private static Func<EdgeClient, EdgeRequest<Inference>> RunRequest(
        byte* modelIdentifier,
        byte* modelVersion,
        NativeInferenceInput* inputs,
        nuint inputCount,
        NativeTag* tags,
        nuint tagCount,
        byte explain,
        uint timeoutMs,
        uint pollIntervalMs) =>
        edge =>
        {
            var borrowed = new BorrowedInference(inputs, inputCount, tags, tagCount);
            return new LoanRequest<Inference>(
                edge.Inferences.RunRequest(
                    Text.Required(modelIdentifier, "model_identifier"), Text.Required(modelVersion, "model_version"), borrowed.Inputs, explain != 0, borrowed.Tags, Milliseconds.ReadTimeout(timeoutMs), Milliseconds.Read(pollIntervalMs)),
                borrowed);
        };

    private static Func<EdgeClient, EdgeRequest<InferenceOutput>> GetOutputRequest(
        byte* inferenceIdentifier,
        byte* outputKey) =>
        _ => InferenceRequests.GetOutput(Text.Required(inferenceIdentifier, "inference_identifier"), Text.Required(outputKey, "output_key"));
}
