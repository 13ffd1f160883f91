namespace Modzy.Edge.Transport.Sockets;

/// <summary>Starts threads for blocking work, which would starve the runtime's thread pool.</summary>
internal static class LibraryThread
{
    /// <summary>In bytes; enough for a call.</summary>
    private const int CallStack = 256 * 1024;

    /// <summary>Runs an action on a new thread.</summary>
    /// <param name="run">Must not throw.</param>
    /// <param name="stackSize">In bytes.</param>
    /// <returns>The running thread.</returns>
    /// <exception cref="ThreadShortageException">The thread cannot be created.</exception>
    public static Thread Start(Action run, int stackSize = CallStack)
    {
        try
        {
            var thread = new Thread(() => run(), stackSize) { IsBackground = true, Name = "modzy-edge" };
            thread.UnsafeStart();
            return thread;
        }
        catch (OutOfMemoryException e)
        {
            throw new ThreadShortageException(e);
        }
    }
}

/// <summary>
/// Timers that do not capture the execution context of the call that creates them, which they outlive.
/// </summary>
internal static class NonCapturingTimer
{
    /// <summary>Creates a timer that is not started.</summary>
    public static Timer Create(Action callback)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            return new Timer(static callback => ((Action)callback!)(), callback, Timeout.Infinite, Timeout.Infinite);
        }
    }
}

/// <summary>A thread that a call needs cannot be created.</summary>
internal sealed class ThreadShortageException(Exception cause) : OutOfMemoryException(
    $"The library cannot create the thread that the call needs; {Remedy}", cause)
{
    /// <summary>The remedy, for error messages.</summary>
    public const string Remedy =
        "raise the limit of threads (ulimit -u, or pids.max of the container), of address space (ulimit -v) or of data (ulimit -d)";
}
