using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>Arrays that callers pass.</summary>
internal static unsafe class Arrays
{
    /// <summary>No caller has so many; the number is checked before memory for them is asked for.</summary>
    private const int LargestCount = int.MaxValue / 64;

    /// <exception cref="EdgeException">There is no array, or a number of elements that cannot be right.</exception>
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

    /// <summary>The same for a member of an input, whose name is made for the error only.</summary>
    /// <exception cref="EdgeException">There is no array, or a number of elements that cannot be right.</exception>
    public static void Check(void* array, nuint count, SourcePath path, string member, string countMember)
    {
        if (count > LargestCount || array == null)
        {
            Check(array, count, path.Member(member), path.Member(countMember));
        }
    }

    /// <exception cref="EdgeException">There is no structure.</exception>
    public static void CheckStructure(void* structure, string parameter)
    {
        if (structure == null)
        {
            throw EdgeException.InvalidArgument(parameter, "is NULL; give the structure.");
        }
    }
}
