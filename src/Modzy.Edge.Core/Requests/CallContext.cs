using Grpc.Core;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Requests;

/// <summary>What a request needs while it runs: the way to the edge, its deadline, and whether it may block.</summary>
internal sealed class CallContext(
    EdgeTransport transport, CallMode mode, TimeSpan deadline, CancellationToken cancellation)
{
    public CancellationToken Cancellation => cancellation;

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
        var options = new CallOptions(deadline: Durations.After(time), cancellationToken: cancellation);
        try
        {
            return await mode.UnaryAsync(transport, method, options, message).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw RpcFailure.Translate(e, method.FullName, transport.Endpoint, time);
        }
    }

    /// <summary>Lets time pass.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled meanwhile.</exception>
    public ValueTask DelayAsync(TimeSpan delay) => mode.DelayAsync(delay, cancellation);
}
