namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Lets the host end a blocking call when a signal arrives. The host sets a handler for a thread of its own; each wait
/// on that thread runs it when a signal interrupted the wait.
/// </summary>
/// <remarks>
/// A signal that is delivered just before the thread enters the system call interrupts nothing. Waits on a thread with
/// a handler therefore end once a second and run it too. Other threads neither wake nor call anything.
/// </remarks>
internal static class Interruption
{
    /// <summary>How long a single system call may wait on a thread with a handler.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static Func<bool>? _mayContinue;

    [ThreadStatic]
    private static bool _isHandling;

    /// <summary>Whether the calling thread has a handler.</summary>
    public static bool IsPossible => _mayContinue is not null;

    /// <summary>Whether the handler of the calling thread is running: a call of this thread waits below it.</summary>
    public static bool IsHandling => _isHandling;

    /// <summary>Sets the handler of the calling thread.</summary>
    /// <param name="mayContinue">Returns whether the call may continue to wait. Null for no handler.</param>
    public static void Set(Func<bool>? mayContinue) => _mayContinue = mayContinue;

    /// <summary>The earlier of a deadline and the time at which a wait has to run the handler.</summary>
    public static Deadline Limit(Deadline deadline) =>
        _mayContinue is null ? deadline : Deadline.Earlier(deadline, Deadline.After(_longestWait));

    /// <summary>Runs the handler, if there is one. Call without locks: the handler may use the library.</summary>
    /// <exception cref="OperationCanceledException">The call must not continue.</exception>
    public static void Check()
    {
        // Calls that the handler makes are part of it: a signal during them is reported when it has returned.
        if (_mayContinue is not Func<bool> mayContinue || _isHandling)
        {
            return;
        }

        _isHandling = true;
        try
        {
            if (mayContinue())
            {
                return;
            }
        }
        finally
        {
            _isHandling = false;
        }

        throw new OperationCanceledException("The call was interrupted by a signal.");
    }
}
