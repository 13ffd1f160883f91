using Grpc.Core;
using Modzy.Edge.Payloads;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Requests;

/// <summary>What a request needs while it runs: the way to the edge, its deadline, and whether it may block.</summary>
internal sealed class CallContext(
    EdgeTransport transport, CallMode mode, TimeSpan deadline, CancellationToken cancellation)
{
    public CancellationToken Cancellation => cancellation;

    /// <summary>Makes a call within the deadline, on the calling thread. For blocking contexts only.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public TReply Unary<TMessage, TReply>(Method<TMessage, TReply> method, TMessage message)
        where TMessage : class
        where TReply : class
    {
        CallOptions options = Begin(method, deadline);
        try
        {
            TReply reply = transport.Unary(method, options, message);
            transport.Log.End(method);
            return reply;
        }
        catch (RpcException e)
        {
            throw Failure(method, e, deadline);
        }
    }

    /// <summary>Makes a call within the deadline.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public ValueTask<TReply> UnaryAsync<TMessage, TReply>(Method<TMessage, TReply> method, TMessage message)
        where TMessage : class
        where TReply : class
        => UnaryAsync(method, message, deadline);

    /// <summary>Makes a call within the deadline and within a time limit that its request has besides.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public async ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method, TMessage message, TimeSpan limit)
        where TMessage : class
        where TReply : class
    {
        TimeSpan time = Durations.Shorter(deadline, limit);
        CallOptions options = Begin(method, time);
        try
        {
            TReply reply = await mode.UnaryAsync(transport, method, options, message).ConfigureAwait(false);
            transport.Log.End(method);
            return reply;
        }
        catch (RpcException e)
        {
            throw Failure(method, e, time);
        }
    }

    /// <summary>The same for a message that is read from the caller's memory; when this has ended it is not read any more.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public TReply BorrowingUnary<TReply>(Method<IWireMessage, TReply> method, IWireMessage message)
        where TReply : class
    {
        if (transport.BlockingEncodesOnCaller)
        {
            return Unary(method, message);
        }

        var borrowed = new BorrowedMessage(message);
        try
        {
            return Unary(method, borrowed);
        }
        finally
        {
            borrowed.Revoke();
        }
    }

    /// <inheritdoc cref="BorrowingUnary"/>
    public async ValueTask<TReply> BorrowingUnaryAsync<TReply>(Method<IWireMessage, TReply> method, IWireMessage message)
        where TReply : class
    {
        var borrowed = new BorrowedMessage(message);
        try
        {
            return await UnaryAsync(method, borrowed).ConfigureAwait(false);
        }
        finally
        {
            borrowed.Revoke();
        }
    }

    /// <summary>A context whose calls have a shorter deadline.</summary>
    public CallContext Within(TimeSpan limit) => new(transport, mode, Durations.Shorter(deadline, limit), cancellation);

    /// <summary>A context whose calls have no deadline: who waits for them has.</summary>
    public CallContext Unlimited() => new(transport, mode, Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>
    /// A context that cancellation does not reach, for tidying up after a request that failed or was cancelled.
    /// </summary>
    public CallContext Detached(TimeSpan limit) => new(transport, mode, limit, CancellationToken.None);

    /// <summary>Keeps the way to the edge open until that is disposed of, even if the client is closed before.</summary>
    public IDisposable Keep() => transport.Keep();

    /// <summary>Begins a request that neither the caller's cancellation reaches nor the end of the client.</summary>
    public Task<T> Begin<T>(EdgeRequest<T> request, CancellationToken cancellationOfItsOwn) =>
        mode.Begin(() => request.RunAsync(new CallContext(transport, mode, deadline, cancellationOfItsOwn)));

    /// <summary>Waits for what was begun.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled meanwhile; what was begun goes on.</exception>
    public ValueTask<T> AwaitAsync<T>(Task<T> task) => mode.AwaitAsync(task, cancellation);

    /// <summary>Does something for each of several items, a few at a time.</summary>
    public ValueTask ForEachAsync<T>(IReadOnlyList<T> items, int atOnce, Func<T, ValueTask> body) =>
        mode.ForEachAsync(items, atOnce, body, cancellation);

    /// <summary>Lets time pass.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled meanwhile.</exception>
    public ValueTask DelayAsync(TimeSpan delay) => mode.DelayAsync(delay, cancellation);

    private CallOptions Begin(IMethod method, TimeSpan time)
    {
        transport.Log.Begin(method);
        return new CallOptions(deadline: Durations.After(time), cancellationToken: cancellation);
    }

    private EdgeException Failure(IMethod method, RpcException e, TimeSpan time)
    {
        EdgeException failure = ErrorTranslator.Translate(e, method.FullName, transport.Endpoint, time);
        transport.Log.Failed(method, failure);
        return failure;
    }
}
