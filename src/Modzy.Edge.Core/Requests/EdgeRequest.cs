using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>
/// One operation of the API with its validated arguments. Blocking and asynchronous callers run the same request; the
/// <see cref="CallContext"/> makes the difference.
/// </summary>
/// <typeparam name="TResult">The result of the operation.</typeparam>
internal abstract class EdgeRequest<TResult>
{
    /// <summary>Whether the deadline of the call is that of the operation.</summary>
    public virtual bool IsSingleCall => false;

    /// <summary>
    /// Runs the operation on the calling thread, in a blocking context. Requests that are a single call avoid the task.
    /// </summary>
    public virtual TResult Run(CallContext context)
    {
        ValueTask<TResult> task = RunAsync(context);
        Debug.Assert(task.IsCompleted, "a request in the blocking mode runs to its end before it returns, see CallMode");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs the operation. In a blocking context the task is completed when this returns.</summary>
    public abstract ValueTask<TResult> RunAsync(CallContext context);

    /// <summary>Starts the operation. Requests that are a single call avoid the task.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="handler">Handles the completion, which may come before this returns.</param>
    public virtual AsyncOperation Start(EdgeClient client, EdgeCallOptions? options, ICompletionHandler handler) =>
        new TaskOperation(
            async cancellation => await client.RunAsync(this, options, cancellation).ConfigureAwait(false), handler);
}

/// <summary>An operation that is one unary call.</summary>
internal sealed class UnaryRequest<TMessage, TReply, TResult>(
    Method<TMessage, TReply> method, TMessage message, Func<TReply, TResult> convert) : EdgeRequest<TResult>
    where TMessage : class
    where TReply : class
{
    public override bool IsSingleCall => true;

    public override TResult Run(CallContext context) => convert(context.Unary(method, message));

    public override async ValueTask<TResult> RunAsync(CallContext context) =>
        convert(await context.UnaryAsync(method, message).ConfigureAwait(false));

    public override AsyncOperation Start(EdgeClient client, EdgeCallOptions? options, ICompletionHandler handler) =>
        UnaryOperation<TMessage, TReply, TResult>.Start(
            client, options, method, message, convert, static _ => null, handler);
}

/// <summary>
/// An operation that is one unary call whose message reads the caller's memory while the request runs, and never after.
/// </summary>
internal sealed class BorrowingRequest<TReply, TResult>(
    Method<IWireMessage, TReply> method, IWireMessage message, Func<TReply, TResult> convert) : EdgeRequest<TResult>
    where TReply : class
{
    public override TResult Run(CallContext context) => convert(context.BorrowingUnary(method, message));

    public override async ValueTask<TResult> RunAsync(CallContext context) =>
        convert(await context.BorrowingUnaryAsync(method, message).ConfigureAwait(false));

    public override AsyncOperation Start(EdgeClient client, EdgeCallOptions? options, ICompletionHandler handler) =>
        UnaryOperation<IWireMessage, TReply, TResult>.Start(
            client, options, method, message, convert, static message => new BorrowedMessage(message), handler);
}
