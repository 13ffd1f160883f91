using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Exports;

/// <summary>Completion queues. See the section "Completion queues" of modzy_edge.h.</summary>
internal static unsafe class QueueExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_queue_create", CallConvs = [typeof(CallConvCdecl)])]
    public static int Create(nint* outQueue, nint* outError) => Guard.Run(outError, () =>
    {
        OutParameters.Require(outQueue, "out_queue");
        var queue = new NativeQueue();
        try
        {
            *outQueue = NativeHandles.Table.Add(queue);
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_queue_fd", CallConvs = [typeof(CallConvCdecl)])]
    public static int Descriptor(nint queue) =>
        Guard.Value(() => NativeHandles.Table.Find<NativeQueue>(queue)?.Descriptor ?? -1, otherwise: -1);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_queue_add", CallConvs = [typeof(CallConvCdecl)])]
    public static int Add(nint queue, nint call, nint userData, nint* outError) => Guard.Run(outError, () =>
    {
        NativeQueue target = Find(queue);
        NativeHandles.Find<NativeCall>(call, "call", "one of the functions whose names end in _start").AddTo(target, call, userData);
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_queue_take", CallConvs = [typeof(CallConvCdecl)])]
    public static int Take(nint queue, uint timeoutMs, nint* outCall, nint* outUserData, nint* outError) =>
        Guard.Run(outError, () =>
    {
        OutParameters.Require(outCall, "out_call");
        NativeCall call = Find(queue).Take(Durations.Timeout(Milliseconds.ReadTimeout(timeoutMs)))
            ?? throw new EdgeException(EdgeStatus.DeadlineExceeded, "No call of the queue was done in time.");
        *outCall = call.Handle;
        if (outUserData != null)
        {
            *outUserData = call.UserData;
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_queue_destroy", CallConvs = [typeof(CallConvCdecl)])]
    public static void Destroy(nint queue) =>
        Guard.DiscardErrors(() => NativeHandles.Table.Remove<NativeQueue>(queue)?.Dispose());

    private static NativeQueue Find(nint queue) => NativeHandles.Find<NativeQueue>(queue, "queue", "edge_queue_create");
}
