namespace Modzy.Edge.Native.Marshalling;

/// <summary>
/// An array of structures of a caller that may have been compiled for a version in which they have more members.
/// </summary>
/// <param name="start">The first element.</param>
/// <param name="elementSize">sizeof the element in the version of the caller; 0 for that of version 0.1.0.</param>
internal readonly unsafe struct CallerArray<T>(T* start, ushort elementSize)
    where T : unmanaged
{
    private readonly int _stride = elementSize == 0 ? sizeof(T) : elementSize;

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
