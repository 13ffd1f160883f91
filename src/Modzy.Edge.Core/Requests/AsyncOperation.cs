using System.Runtime.ExceptionServices;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Requests;

/// <summary>
/// An operation that was started, whose <see cref="ICompletionHandler"/> is told of its completion. For callers that do
/// not await a task.
/// </summary>
internal abstract class AsyncOperation : IDisposable
{
    /// <summary>Cancels the operation, unless it has completed.</summary>
    public abstract void Cancel();

    /// <summary>The result. To be called once, after the completion.</summary>
    /// <exception cref="EdgeException">The operation failed.</exception>
    public abstract object? GetResult();

    /// <summary>
    /// Releases the operation, and its result unless <see cref="GetResult"/> has returned it. To be called after the
    /// completion.
    /// </summary>
    public abstract void Dispose();
}

/// <summary>An operation that is a task, on the runtime's thread pool.</summary>
internal sealed class TaskOperation : AsyncOperation
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ICompletionHandler _handler;

    /// <summary>Null after it was returned.</summary>
    private object? _result;
    private Exception? _failure;

    /// <param name="run">The task. On the thread pool from the start: opening a file, for example, would block the
    /// caller.</param>
    /// <param name="handler">Handles the completion.</param>
    public TaskOperation(Func<CancellationToken, Task<object?>> run, ICompletionHandler handler)
    {
        _handler = handler;
        _ = Task.Run(() => RunAsync(run));
    }

    public override void Cancel() => _cancellation.Cancel();

    public override object? GetResult()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        object? result = _result;
        _result = null;
        return result;
    }

    public override void Dispose()
    {
        (_result as IDisposable)?.Dispose();
        _cancellation.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task<object?>> run)
    {
        try
        {
            _result = await run(_cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // GetResult rethrows it.
            _failure = e;
        }

        WaitingThread.WakeAll(_handler.OnCompleted(null));
    }
}
