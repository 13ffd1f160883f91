// Structures whose members nothing writes.
#pragma warning disable CS0649
namespace Modzy.Edge.Native.Marshalling;

/// <summary>The sizes that structures have in the versions of the header. See docs/abi.md.</summary>
internal static unsafe class StructureSizes
{
    /// <summary>Larger than the structures of any version; a larger size is uninitialised memory.</summary>
    private const uint Largest = 4096;

    /// <summary>A structure that grows adds the size that it had. Each must end behind a member.</summary>
    private static readonly (Type Structure, uint Size)[] _earlier = [];

    /// <summary>
    /// Whether a version has the structure with this size: this one, an earlier one, or, if it is larger, a later one.
    /// A size that ends inside of a member would have a part of a pointer read as a pointer.
    /// </summary>
    public static bool Contain<T>(uint size)
        where T : unmanaged =>
        size >= sizeof(T)
            ? size <= Largest && size % (sizeof(Aligned<T>) - sizeof(T)) == 0
            : Array.IndexOf(_earlier, (typeof(T), size)) >= 0;

    /// <summary>As much larger than the structure as its alignment.</summary>
    private struct Aligned<T>
        where T : unmanaged
    {
        public byte Before;
        public T Structure;
    }
}
