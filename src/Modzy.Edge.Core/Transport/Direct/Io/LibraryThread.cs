using Modzy.Edge.Headroom;

namespace Modzy.Edge.Transport.Direct.Io;

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
