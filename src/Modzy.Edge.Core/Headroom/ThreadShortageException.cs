namespace Modzy.Edge.Headroom;

/// <summary>A thread that a call needs cannot be created.</summary>
internal sealed class ThreadShortageException(Exception cause) : OutOfMemoryException(
    $"The library cannot create the thread that the call needs; {Remedy}", cause)
{
    /// <summary>What can be done about it.</summary>
    public const string Remedy =
        "raise the limit of threads (ulimit -u, or pids.max of the container), of address space (ulimit -v) or of data (ulimit -d)";
}
