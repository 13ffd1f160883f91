using System.Runtime.InteropServices;

namespace Modzy.Edge.Native;

/// <summary>
/// The process whose threads the runtime has. After a fork the child has a copy of the runtime's memory but none of its
/// threads: a call would wait for them for ever.
/// </summary>
internal static partial class OwnerProcess
{
    private static readonly int _id = GetProcessId();

    public static bool IsCurrent => GetProcessId() == _id;

    /// <exception cref="EdgeException">This is a fork of the process that used the library.</exception>
    public static void Check()
    {
        if (!IsCurrent)
        {
            throw new EdgeException(
                EdgeStatus.ForkedProcess,
                $"This process is a fork of process {_id}, which had used the library before; what it made cannot be used here. Fork before the first call, call exec after the fork, or in Python's multiprocessing use the start method \"spawn\".");
        }
    }

    // Environment.ProcessId remembers its value, and would give the parent's in a child.
    [LibraryImport("libc", EntryPoint = "getpid")]
    [SuppressGCTransition]
    private static partial int GetProcessId();
}
