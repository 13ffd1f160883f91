using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native.Exports;

/// <summary>Streams of inferences. See the section "Streams of inferences" of modzy_edge.h.</summary>
internal static unsafe class StreamExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_open", CallConvs = [typeof(CallConvCdecl)])]
    public static int Open(nint client, NativeCallOptions* options, nint* outStream, nint* outError) =>
        Guard.Run(outError, () =>
    {
        OutParameters.Require(outStream, "out_stream");
        EdgeCallOptions? settings = Options.Call(options);
        using ClientLease lease = NativeHandles.Client(client);
        NativeClient owner = lease.Owner;
        CallResult.GiveStream(
            BlockingWait.Run(
                cancellation => StreamCalls.OpenAsync(owner, settings, cancellation), CancellationToken.None),
            outStream);
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_open_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenStart(nint client, NativeCallOptions* options, nint* outCall, nint* outError) =>
        Guard.Run(outError, () =>
    {
        Call.Start(
            () => NativeHandles.Client(client),
            outCall,
            lease =>
            {
                EdgeCallOptions? settings = Options.Call(options);
                return cancellation => StreamCalls.OpenAsync(lease.Owner, settings, cancellation);
            });
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_send", CallConvs = [typeof(CallConvCdecl)])]
    public static int Send(
        nint stream,
        NativeInferenceRequest* request,
        uint timeoutMs,
        nint* outError) => Guard.Run(outError, () => StreamCalls.Run(
            Find(stream), StreamCalls.Send(Message(request), timeoutMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_send_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int SendStart(
        nint stream,
        NativeInferenceRequest* request,
        uint timeoutMs,
        nint* outCall,
        nint* outError) => Guard.Run(outError, () => StreamCalls.Start(
            Find(stream),
            outCall,
            StreamCalls.Send(Message(request), timeoutMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_offer", CallConvs = [typeof(CallConvCdecl)])]
    public static int Offer(nint stream, NativeInferenceRequest* request, uint* outDropped, nint* outError) =>
        Guard.Run(outError, () =>
    {
        object? dropped = StreamCalls.Run(Find(stream), StreamCalls.Offer(Message(request)));
        if (outDropped != null)
        {
            *outDropped = (uint)(int)dropped!;
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_receive", CallConvs = [typeof(CallConvCdecl)])]
    public static int Receive(nint stream, uint timeoutMs, byte** outInference, nint* outError) =>
        Guard.Run(outError, () =>
    {
        OutParameters.Require(outInference, "out_inference");
        object? result = StreamCalls.Run(Find(stream), StreamCalls.Receive(timeoutMs));
        if (result is EndOfStream)
        {
            *outInference = null;
        }
        else
        {
            CallResult.GiveJson(result, outInference);
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_receive_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReceiveStart(nint stream, uint timeoutMs, nint* outCall, nint* outError) =>
        Guard.Run(outError, () => StreamCalls.Start(Find(stream), outCall, StreamCalls.Receive(timeoutMs)));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_half_close", CallConvs = [typeof(CallConvCdecl)])]
    public static int HalfClose(nint stream, nint* outError) =>
        Guard.Run(outError, () => StreamCalls.Run(Find(stream), StreamCalls.HalfClose()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_half_close_start", CallConvs = [typeof(CallConvCdecl)])]
    public static int HalfCloseStart(nint stream, nint* outCall, nint* outError) =>
        Guard.Run(outError, () => StreamCalls.Start(Find(stream), outCall, StreamCalls.HalfClose()));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_cancel", CallConvs = [typeof(CallConvCdecl)])]
    public static void Cancel(nint stream) =>
        Guard.DiscardErrors(() => NativeHandles.Table.Find<NativeStream>(stream)?.Cancel());

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_stream_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static void Destroy(nint stream) =>
        Guard.DiscardErrors(() => NativeHandles.Table.Remove<NativeStream>(stream)?.Dispose());

    private static NativeStream Find(nint stream) =>
        NativeHandles.Find<NativeStream>(stream, "stream", "edge_stream_open");

    private static Func<NativeStream, BorrowedInferenceMessage> Message(NativeInferenceRequest* request) =>
        stream => new BorrowedInferenceMessage(stream.Client, new BorrowedInference(request));
}
