using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>
/// An array of structures of a caller that may have been compiled for a version in which they have more members.
/// </summary>
/// <param name="start">The first element.</param>
/// <param name="elementSize">sizeof the element in the version of the caller; 0 for that of version 0.1.0.</param>
/// <param name="sizeParameter">The name of elementSize, for the error.</param>
/// <exception cref="EdgeException">No version has elements of this size.</exception>
internal readonly unsafe struct CallerArray<T>(T* start, ushort elementSize, string sizeParameter)
    where T : unmanaged
{
    // Elements have not grown since version 0.1.0. A wrong size would have elements read where others lie.
    private readonly int _stride = elementSize == 0 ? sizeof(T)
        : StructureSizes.Contain<T>(elementSize) ? elementSize
        : throw EdgeException.InvalidArgument(
            sizeParameter, $"is {elementSize}, which no version has; initialise it with the INIT macro of its structure.");

    /// <param name="index">The index of the element.</param>
    /// <param name="parameter">The name of the array, for the error.</param>
    /// <exception cref="EdgeException">The element sets a member that this version does not have.</exception>
    public T At<TPath>(int index, TPath parameter)
        where TPath : notnull
    {
        byte* element = (byte*)start + ((nint)index * _stride);
        return _stride == sizeof(T) ? *(T*)element : Options.Known<T>(element, (uint)_stride, parameter);
    }
}

/// <summary>Validates arrays and structures that callers pass.</summary>
internal static unsafe class ArrayArguments
{
    /// <summary>Larger counts are uninitialised memory. Checked before memory is allocated for the elements.</summary>
    private const int LargestCount = int.MaxValue / 64;

    /// <exception cref="EdgeException">The array is NULL, or the count is implausible.</exception>
    public static void Check(void* array, nuint count, string parameter, string countParameter)
    {
        if (count > LargestCount)
        {
            throw EdgeException.InvalidArgument(countParameter, $"is {count}, which cannot be right; check what was passed.");
        }

        if (array == null && count > 0)
        {
            throw EdgeException.InvalidArgument(parameter, $"is NULL, but {countParameter} is {count}; give the array.");
        }
    }

    /// <summary>The same for a member of an input. The name is formatted for the error only.</summary>
    /// <exception cref="EdgeException">The array is NULL, or the count is implausible.</exception>
    public static void Check(void* array, nuint count, SourcePath path, string member, string countMember)
    {
        if (count > LargestCount || array == null)
        {
            Check(array, count, path.Member(member), path.Member(countMember));
        }
    }

    /// <exception cref="EdgeException">The structure is NULL.</exception>
    public static void CheckStructure(void* structure, string parameter)
    {
        if (structure == null)
        {
            throw EdgeException.InvalidArgument(parameter, "is NULL; give the structure.");
        }
    }
}
