namespace Modzy.Edge.Transport.Sockets;

/// <summary>Threads of the library's own, for what blocks: those of the runtime's pool are few.</summary>
internal static class LibraryThread
{
    /// <summary>Enough for a call.</summary>
    private const int CallStack = 256 * 1024;

    /// <summary>Runs something that does not fail on a thread of its own.</summary>
    /// <param name="run">What it runs.</param>
    /// <param name="stackSize">In bytes.</param>
    /// <returns>The thread, which runs.</returns>
    /// <exception cref="ThreadShortageException">There can be no other thread.</exception>
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

/// <summary>Timers of connections, which live longer than the call that makes them.</summary>
internal static class NonCapturingTimer
{
    /// <summary>Makes a timer that is not set. It does not keep alive what its maker has in the execution context.</summary>
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
    /// <summary>What can be done about it.</summary>
    public const string Remedy =
        "raise the limit of threads (ulimit -u, or pids.max of the container), of address space (ulimit -v) or of data (ulimit -d)";
}
