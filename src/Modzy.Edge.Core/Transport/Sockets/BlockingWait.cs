namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Blocks the calling thread until a task has completed. On a thread with an <see cref="Interruption"/> handler it
/// waits in a system call that signals interrupt; the runtime's own waits restart after a signal.
/// </summary>
internal static class BlockingWait
{
    /// <summary>Waits until a task has completed, whatever its outcome.</summary>
    /// <returns>Whether it has; otherwise the deadline has passed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted. The task continues.</exception>
    public static bool Until(Task task, Deadline deadline, CancellationToken cancellation)
    {
        if (!Interruption.IsPossible || task.IsCompleted)
        {
            return Task.WaitAny([task], deadline.PollTimeout, cancellation) == 0;
        }

        var ended = new FutexEvent();
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(ended.SetAndWake);
        Wait(ended, deadline, cancellation);
        if (!task.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return task.IsCompleted;
    }

    /// <summary>Waits until a task has completed and returns its result, or throws its exception.</summary>
    /// <inheritdoc cref="Until"/>
    public static T Result<T>(Task<T> task, CancellationToken cancellation)
    {
        Until(task, Deadline.Never, cancellation);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Runs an operation and waits for it. If a signal interrupts the wait, the operation is cancelled, and has ended
    /// when this returns: it may read the caller's memory.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted.</exception>
    public static T Run<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellation)
    {
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<T> task = operation(interruption.Token);
        try
        {
            Until(task, Deadline.Never, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            interruption.Cancel();
            Task.WaitAny([task], CancellationToken.None);
            if (!task.IsCompletedSuccessfully)
            {
                throw;
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(Func<CancellationToken, Task> operation, CancellationToken cancellation) => Run(
        async token =>
        {
            await operation(token).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>Sleeps.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted.</exception>
    public static void Delay(TimeSpan time, CancellationToken cancellation)
    {
        if (Interruption.IsPossible)
        {
            Wait(new FutexEvent(), Deadline.After(time), cancellation);
        }
        else
        {
            cancellation.WaitHandle.WaitOne(time);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private static void Wait(FutexEvent ended, Deadline deadline, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static ended => ((FutexEvent)ended!).SetAndWake(), ended))
        {
            ended.Wait(deadline);
        }
    }
}
