using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Exports;

/// <summary>Errors. See the section "Errors" of modzy_edge.h.</summary>
internal static unsafe class ErrorExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_edge_error_code", CallConvs = [typeof(CallConvCdecl)])]
    public static int Code(nint error) => Guard.Value(
        () => (int)(error == 0 ? EdgeStatus.Ok : NativeError.Find(error)?.Status ?? EdgeStatus.InvalidHandle), (
            int)EdgeStatus.Internal);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_error_message", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* Message(nint error) => (byte*)Guard.Value(
        () => error == 0 ? Literal("\0"u8)
            : NativeError.Find(error) is NativeError live ? (nint)live.Message
            : Literal("This is not an edge_error, or it has been freed.\0"u8),
        Literal("\0"u8));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_error_detail_json", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* DetailJson(nint error) => (byte*)Guard.Value(
        () => NativeError.Find(error) is NativeError live ? (nint)live.Detail : Literal("{}\0"u8), Literal("{}\0"u8));

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_error_is_retriable", CallConvs = [typeof(CallConvCdecl)])]
    public static byte IsRetriable(nint error) => Guard.Value(
        () => NativeError.Find(error) is { IsRetriable: true } ? (byte)1 : (byte)0, (byte)0);

    [UnmanagedCallersOnly(EntryPoint = "managed_edge_error_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(nint error) => Guard.DiscardErrors(() => NativeError.Free(error));

    private static nint Literal(ReadOnlySpan<byte> terminated) => (nint)NativeString.Literal(terminated);
}
