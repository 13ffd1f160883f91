using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Inferences. See the section "Inferences" of modzy_edge.h.</summary>
internal static unsafe class InferenceExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_perform", CallConvs = [typeof(CallConvCdecl)])]
    public static int Perform(
        nint client,
        NativeInferenceRequest* request,
        NativeCallOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(client, Options.Call(options), outInference,
            PerformRequest(request)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_perform_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int PerformStart(
        nint client,
        NativeInferenceRequest* request,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall,
            PerformRequest(request)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get", CallConvs = [typeof(CallConvCdecl)])]
    public static int Get(
        nint client,
        byte* inferenceIdentifier,
        NativeCallOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () => Call.Run(
            client, Options.Call(options), outInference, GetRequest(inferenceIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetStart(
        nint client,
        byte* inferenceIdentifier,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall, GetRequest(inferenceIdentifier)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_wait", CallConvs = [typeof(CallConvCdecl)])]
    public static int Wait(
        nint client,
        byte* inferenceIdentifier,
        NativeWaitOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            EdgeWaitOptions? wait = Options.Wait(options);
            Call.Wait(client, wait?.Calls, outInference, WaitRequest(inferenceIdentifier, wait));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_wait_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int WaitStart(
        nint client,
        byte* inferenceIdentifier,
        NativeWaitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            EdgeWaitOptions? wait = Options.Wait(options);
            Call.Start(client, wait?.Calls, outCall, WaitRequest(inferenceIdentifier, wait));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_run", CallConvs = [typeof(CallConvCdecl)])]
    public static int Run(
        nint client,
        NativeInferenceRequest* request,
        NativeWaitOptions* options,
        byte** outInference,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            EdgeWaitOptions? wait = Options.Wait(options);
            Call.Wait(client, wait?.Calls, outInference, RunRequest(request, wait));
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_run_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunStart(
        nint client,
        NativeInferenceRequest* request,
        NativeWaitOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () =>
        {
            EdgeWaitOptions? wait = Options.Wait(options);
            Call.Start(client, wait?.Calls, outCall, RunRequest(request, wait));
        });

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
            OutParameters.Require(outData, "out_data");
            OutParameters.Require(outSize, "out_size");
            InferenceOutput output =
                Call.Run(client, Options.Call(options), GetOutputRequest(inferenceIdentifier, outputKey));
            CallResult.GiveBytes(output, outData, outSize, outContentType);
        });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_inferences_get_output_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetOutputStart(
        nint client,
        byte* inferenceIdentifier,
        byte* outputKey,
        NativeCallOptions* options,
        nint* outCall,
        nint* outError) =>
        Guard.Run(outError, () => Call.Start(client, Options.Call(options), outCall,
            GetOutputRequest(inferenceIdentifier, outputKey)));

    private static Func<EdgeClient, EdgeRequest<Inference>> PerformRequest(NativeInferenceRequest* request) => edge =>
    {
        var borrowed = new BorrowedInference(request);
        return new BorrowScopedRequest<Inference>(
            InferenceRequests.Perform(edge.Inferences.Message(borrowed.Request)), borrowed);
    };

    private static Func<EdgeClient, EdgeRequest<Inference>> GetRequest(byte* inferenceIdentifier) =>
        _ => InferenceRequests.Get(Utf8Marshaller.Required(inferenceIdentifier, "inference_identifier"));

    private static Func<EdgeClient, EdgeRequest<Inference>> WaitRequest(
        byte* inferenceIdentifier, EdgeWaitOptions? wait) =>
        _ => InferenceRequests.Wait(Utf8Marshaller.Required(inferenceIdentifier, "inference_identifier"), wait);

    private static Func<EdgeClient, EdgeRequest<Inference>> RunRequest(
        NativeInferenceRequest* request, EdgeWaitOptions? wait) => edge =>
    {
        var borrowed = new BorrowedInference(request);
        return new BorrowScopedRequest<Inference>(
            new RunInferenceRequest(edge.Inferences.Message(borrowed.Request), wait), borrowed);
    };

    private static Func<EdgeClient, EdgeRequest<InferenceOutput>> GetOutputRequest(
        byte* inferenceIdentifier,
        byte* outputKey) =>
        _ => InferenceRequests.GetOutput(Utf8Marshaller.Required(inferenceIdentifier, "inference_identifier"), Utf8Marshaller.Required(outputKey, "output_key"));
}
