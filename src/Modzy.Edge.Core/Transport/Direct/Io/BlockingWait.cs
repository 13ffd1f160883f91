namespace Modzy.Edge.Transport.Direct.Io;

/// <summary>
/// Blocks the calling thread until a task has ended. On a thread whose host handles signals it waits in a system call that signals
/// interrupt; the waits of the runtime do not notice them.
/// </summary>
internal static class BlockingWait
{
    /// <summary>Waits for the end of a task, whatever it comes to.</summary>
    /// <returns>Whether it has ended; otherwise the deadline has passed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted; the task goes on.</exception>
    public static bool Until(Task task, Deadline deadline, CancellationToken cancellation)
    {
        if (!Interruption.IsPossible || task.IsCompleted)
        {
            return Task.WaitAny([task], deadline.PollTimeout, cancellation) == 0;
        }

        var ended = new Signal();
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Wake(ended));
        Wait(ended, deadline, cancellation);
        if (!task.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return task.IsCompleted;
    }

    /// <summary>Waits for the end of a task and returns its result, or throws what it failed with.</summary>
    /// <inheritdoc cref="Until"/>
    public static T Result<T>(Task<T> task, CancellationToken cancellation)
    {
        Until(task, Deadline.Never, cancellation);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Lets time pass.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted.</exception>
    public static void Delay(TimeSpan time, CancellationToken cancellation)
    {
        if (Interruption.IsPossible)
        {
            Wait(new Signal(), Deadline.After(time), cancellation);
        }
        else
        {
            cancellation.WaitHandle.WaitOne(time);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private static void Wait(Signal ended, Deadline deadline, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static ended => Wake((Signal)ended!), ended))
        {
            ended.Wait(deadline);
        }
    }

    private static void Wake(Signal ended)
    {
        if (ended.Set())
        {
            ended.Wake();
        }
    }
}
