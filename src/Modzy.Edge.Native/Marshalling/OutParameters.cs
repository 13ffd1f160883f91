namespace Modzy.Edge.Native.Marshalling;

/// <summary>Validates out parameters.</summary>
internal static unsafe class OutParameters
{
    /// <exception cref="EdgeException">The address is NULL.</exception>
    public static void Require(void* parameter, string name)
    {
        if (parameter == null)
        {
            throw EdgeException.InvalidArgument(name, "is NULL; give the address of a variable.");
        }
    }
}
