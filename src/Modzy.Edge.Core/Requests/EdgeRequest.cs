using System.Diagnostics;

namespace Modzy.Edge.Requests;

/// <summary>
/// One operation of the API with its arguments, which are checked when it is made. Blocking and asynchronous callers run
/// the same request; <see cref="CallContext"/> knows the difference.
/// </summary>
/// <typeparam name="TResult">What the operation answers.</typeparam>
internal abstract class EdgeRequest<TResult>
{
    /// <summary>Whether the deadline of a call is that of the operation too.</summary>
    public virtual bool IsSingleCall => false;

    /// <summary>
    /// Runs the operation on the calling thread, in a blocking context. Requests that are a single call do without the task.
    /// </summary>
    public virtual TResult Run(CallContext context)
    {
        ValueTask<TResult> task = RunAsync(context);
        Debug.Assert(task.IsCompleted, "a request in the blocking mode runs to its end before it returns, see CallMode");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs the operation. In a blocking context the task is completed when this returns.</summary>
    public abstract ValueTask<TResult> RunAsync(CallContext context);
}
