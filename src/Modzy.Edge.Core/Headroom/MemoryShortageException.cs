using System.Globalization;

namespace Modzy.Edge.Headroom;

/// <summary>There is not enough memory for something large, and nothing was taken for it.</summary>
internal sealed class MemoryShortageException(string purpose, long bytes, MemoryLimit limit) : OutOfMemoryException(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{purpose} needs {bytes} bytes of memory, and this process can take {Math.Max(limit.Available, 0)} more: {limit.Name} is {limit.Bytes}. {limit.Remedy}, or ask for less at a time"));
