using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Interop;

/// <summary>Memory that is handed to the caller, counted while the caller has it. See Entry/memory.c.</summary>
internal static unsafe partial class CallerMemory
{
    /// <summary>How many strings and blocks of bytes callers have.</summary>
    public static (long Strings, long Bytes) Open
    {
        get
        {
            Counts(out long strings, out long bytes);
            return (strings, bytes);
        }
    }

    /// <summary>Allocates memory that <see cref="NativeMemory.Free"/> frees.</summary>
    /// <param name="memory">What is to grow; null for new memory.</param>
    /// <param name="size">In bytes, 1 at least.</param>
    /// <exception cref="InsufficientMemoryException">There is none.</exception>
    public static byte* Allocate(byte* memory, nuint size)
    {
        byte* allocated = Reallocate(memory, size);
        return allocated != null ? allocated : throw new InsufficientMemoryException();
    }

    /// <summary>Counts what was handed out.</summary>
    /// <param name="strings">How many strings.</param>
    /// <param name="bytes">How many blocks of bytes.</param>
    [LibraryImport("entry", EntryPoint = "entry_count")]
    [SuppressGCTransition]
    public static partial void Count(int strings, int bytes);

    [LibraryImport("entry", EntryPoint = "entry_allocate")]
    private static partial byte* Reallocate(byte* memory, nuint size);

    [LibraryImport("entry", EntryPoint = "entry_counts")]
    private static partial void Counts(out long strings, out long bytes);
}
