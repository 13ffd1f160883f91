namespace Modzy.Edge.Native.Interop;

/// <summary>Out parameters.</summary>
internal static unsafe class Out
{
    /// <exception cref="EdgeException">There is no place for what the call makes.</exception>
    public static void Require(void* parameter, string name)
    {
        if (parameter == null)
        {
            throw EdgeException.InvalidArgument(name, "is NULL; give the address of a variable.");
        }
    }
}
