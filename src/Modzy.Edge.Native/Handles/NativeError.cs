using Modzy.Edge.Native.Marshalling;

namespace Modzy.Edge.Native.Handles;

/// <summary>The object of an <c>edge_error</c> handle. Its strings are in native memory until it is freed.</summary>
internal sealed unsafe class NativeError
{
    private NativeError(EdgeStatus status, bool isRetriable, byte* message, byte* detail)
    {
        Status = status;
        IsRetriable = isRetriable;
        Message = message;
        Detail = detail;
    }

    /// <summary>
    /// The error for failed allocations. It is preallocated, and freeing it has no effect.
    /// </summary>
    private static NativeError OutOfMemory { get; } = new(
        EdgeStatus.OutOfMemory,
        isRetriable: false,
        NativeString.Literal("There is not enough memory for the call; free some, or send less at a time.\0"u8),
        NativeString.Literal(
            "{\"code\":102,\"status\":\"OUT_OF_MEMORY\",\"message\":\"There is not enough memory for the call; free some, or send less at a time.\",\"retriable\":false,\"origin\":\"local\"}\0"u8));

    /// <summary>The handle of <see cref="OutOfMemory"/>, which is not in the table, because adding it could
    /// fail.</summary>
    public static nint OutOfMemoryHandle => HandleTable.Reserved;

    public EdgeStatus Status { get; }

    public bool IsRetriable { get; }

    public byte* Message { get; }

    public byte* Detail { get; }

    /// <summary>The error of a handle; null if the handle is not valid, or was freed.</summary>
    public static NativeError? Find(nint handle) =>
        handle == OutOfMemoryHandle ? OutOfMemory : NativeHandles.Table.Find<NativeError>(handle);

    /// <summary>Creates an error and its handle.</summary>
    public static nint Create(EdgeException exception)
    {
        byte* message = NativeString.From(exception.Message);
        byte* detail = null;
        try
        {
            detail = NativeString.From(exception, ErrorJson.Write);
            return NativeHandles.Table.Add(new NativeError(exception.Status, exception.IsRetriable, message, detail));
        }
        catch
        {
            NativeString.Free(message);
            NativeString.Free(detail);
            throw;
        }
    }

    public static void Free(nint handle)
    {
        if (NativeHandles.Table.Remove<NativeError>(handle) is NativeError error)
        {
            NativeString.Free(error.Message);
            NativeString.Free(error.Detail);
        }
    }
}
