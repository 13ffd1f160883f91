using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

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
