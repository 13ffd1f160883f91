using Modzy.Edge.Native.Interop;

namespace Modzy.Edge.Native.Handles;

/// <summary>What an <c>edge_error</c> stands for, with its strings in native memory for as long as it lives.</summary>
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
    /// What callers get when there is no memory for anything better. It is made at the start, and freeing it does nothing.
    /// </summary>
    private static NativeError OutOfMemory { get; } = new(
        EdgeStatus.OutOfMemory,
        isRetriable: false,
        NativeString.Literal("There is not enough memory for the call; free some, or send less at a time.\0"u8),
        NativeString.Literal(
            "{\"code\":102,\"status\":\"OUT_OF_MEMORY\",\"message\":\"There is not enough memory for the call; free some, or send less at a time.\",\"retriable\":false,\"origin\":\"local\"}\0"u8));

    /// <summary>The handle of <see cref="OutOfMemory"/>, which stands outside of the table: it needs no place there.</summary>
    public static nint OutOfMemoryHandle => HandleTable.Reserved;

    public EdgeStatus Status { get; }

    public bool IsRetriable { get; }

    public byte* Message { get; }

    public byte* Detail { get; }

    /// <summary>The error behind a handle; null if it is none, or none any more.</summary>
    public static NativeError? Find(nint handle) =>
        handle == OutOfMemoryHandle ? OutOfMemory : NativeHandles.Table.Find<NativeError>(handle);

    /// <summary>Makes an error and its handle.</summary>
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
