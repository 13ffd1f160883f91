using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Memory owned by the caller, counted until it is freed. See Shim/memory.c.</summary>
internal static unsafe partial class CallerMemory
{
    /// <summary>The numbers of strings and of byte arrays that callers have not freed.</summary>
    public static (long Strings, long Bytes) Open
    {
        get
        {
            Counts(out long strings, out long bytes);
            return (strings, bytes);
        }
    }

    /// <summary>Allocates memory that <see cref="NativeMemory.Free"/> frees.</summary>
    /// <param name="memory">The memory to grow; null for new memory.</param>
    /// <param name="size">In bytes, 1 at least.</param>
    /// <exception cref="InsufficientMemoryException">The allocation failed.</exception>
    public static byte* Allocate(byte* memory, nuint size)
    {
        byte* allocated = Reallocate(memory, size);
        return allocated != null ? allocated : throw new InsufficientMemoryException();
    }

    /// <summary>Counts memory that was given to the caller.</summary>
    /// <param name="strings">The number of strings.</param>
    /// <param name="bytes">The number of byte arrays.</param>
    [LibraryImport("shim", EntryPoint = "shim_count_owned")]
    [SuppressGCTransition]
    public static partial void Count(int strings, int bytes);

    [LibraryImport("shim", EntryPoint = "shim_allocate")]
    private static partial byte* Reallocate(byte* memory, nuint size);

    [LibraryImport("shim", EntryPoint = "shim_owned_counts")]
    private static partial void Counts(out long strings, out long bytes);
}
