using Grpc.Core;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Requests;

/// <summary>The context of a running request: the transport, the deadline, and whether it may block.</summary>
/// <param name="transport">Carries the calls.</param>
/// <param name="mode">Whether they block.</param>
/// <param name="metadata">Gives the metadata of a call that begins: a token can be replaced during a request.</param>
/// <param name="deadline">How long each call may take.</param>
/// <param name="cancellation">Cancels the calls.</param>
/// <param name="end">Bounds all calls together; null if each has the deadline.</param>
internal sealed class CallContext(
    EdgeTransport transport,
    CallMode mode,
    Func<Metadata> metadata,
    TimeSpan deadline,
    CancellationToken cancellation,
    Deadline? end = null)
{
    /// <summary>
    /// The edge knows the deadline of a call. Its report that it has passed can be received this long before it does.
    /// </summary>
    private static readonly TimeSpan _clockNoise = TimeSpan.FromMilliseconds(20);

    public CancellationToken Cancellation => cancellation;

    public EdgeTransport Transport => transport;

    /// <inheritdoc cref="EdgeTransport.HasSeveralEdges"/>
    public bool HasSeveralEdges => transport.HasSeveralEdges;

    /// <inheritdoc cref="EdgeTransport.EndpointOf"/>
    public string? EndpointOf(string subject) => transport.EndpointOf(subject);

    /// <inheritdoc cref="EdgeClientOptions.CancelOnTimeout"/>
    public bool CancelsOnTimeout => transport.Options.CancelOnTimeout;

    /// <summary>The metadata of a call that begins now.</summary>
    public Metadata Metadata => metadata();

    /// <summary>Makes a call within the deadline, on the calling thread. For blocking contexts only.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public TReply Unary<TMessage, TReply>(Method<TMessage, TReply> method, TMessage message)
        where TMessage : class
        where TReply : class
    {
        CallOptions options = Begin(method, message);
        try
        {
            return transport.Unary(method, options, message);
        }
        catch (RpcException e)
        {
            throw Failure(method, options, message, e);
        }
    }

    /// <summary>Makes a call within the deadline.</summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public ValueTask<TReply> UnaryAsync<TMessage, TReply>(Method<TMessage, TReply> method, TMessage message)
        where TMessage : class
        where TReply : class
        => UnaryAsync(method, message, deadline, mayBackOff: true);

    /// <summary>
    /// Makes one of a series of calls, within the deadline and a limit of the request. It is not sent again after a
    /// backoff: the next one follows anyway.
    /// </summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public ValueTask<TReply> PollAsync<TMessage, TReply>(
        Method<TMessage, TReply> method, TMessage message, TimeSpan limit)
        where TMessage : class
        where TReply : class
        => UnaryAsync(method, message, limit, mayBackOff: false);

    private async ValueTask<TReply> UnaryAsync<TMessage, TReply>(
        Method<TMessage, TReply> method, TMessage message, TimeSpan limit, bool mayBackOff)
        where TMessage : class
        where TReply : class
    {
        TimeSpan time = Durations.Shorter(Remaining, limit);
        CallOptions options = Begin(method, message, time);
        try
        {
            return await mode.UnaryAsync(transport, method, options, message, mayBackOff).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            // Of calls that have a deadline together, it is that one, and not the rest of it.
            throw Failure(method, options, message, e, time, Durations.Shorter(deadline, limit));
        }
    }

    /// <summary>
    /// The same for a message that reads the caller's memory. It is not read any more when this has ended.
    /// </summary>
    /// <exception cref="EdgeException">It failed.</exception>
    public TReply BorrowingUnary<TReply>(Method<IWireMessage, TReply> method, IWireMessage message)
        where TReply : class
    {
        if (transport.BlockingEncodesOnCaller)
        {
            return Unary(method, message);
        }

        using var borrowed = new BorrowedMessage(message);
        return Unary(method, borrowed);
    }

    /// <inheritdoc cref="BorrowingUnary"/>
    public async ValueTask<TReply> BorrowingUnaryAsync<TReply>(
        Method<IWireMessage, TReply> method, IWireMessage message)
        where TReply : class
    {
        using var borrowed = new BorrowedMessage(message);
        return await UnaryAsync(method, borrowed).ConfigureAwait(false);
    }

    /// <summary>A context whose calls have a shorter deadline.</summary>
    public CallContext Within(TimeSpan limit) =>
        new(transport, mode, metadata, Durations.Shorter(deadline, limit), cancellation, end);

    /// <summary>A context whose calls have the deadline together.</summary>
    public CallContext Bounded() =>
        new(transport, mode, metadata, deadline, cancellation, end ?? Deadline.After(deadline));

    /// <summary>A context whose calls have no deadline: the caller's wait has one.</summary>
    public CallContext Unlimited() => new(transport, mode, metadata, Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>A context without cancellation, for cleaning up after a request that failed or was cancelled.</summary>
    public CallContext Detached(TimeSpan limit) => new(transport, mode, metadata, limit, CancellationToken.None);

    /// <summary>
    /// Keeps the transport open until the result is disposed of, even if the client is closed before.
    /// </summary>
    public IDisposable Keep() => transport.Keep();

    /// <summary>Begins a request that continues after the caller's cancellation and the end of the client.</summary>
    public Task<T> Begin<T>(EdgeRequest<T> request, CancellationToken cancellationOfItsOwn) =>
        mode.Begin(() => request.RunAsync(
            new CallContext(transport, mode, metadata, deadline, cancellationOfItsOwn, end)));

    /// <summary>Waits for a request that was begun.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled; the request continues.</exception>
    public ValueTask<T> AwaitAsync<T>(Task<T> task) => mode.AwaitAsync(task, cancellation);

    /// <summary>Runs an action for each item, a few at a time.</summary>
    public ValueTask ForEachAsync<T>(IReadOnlyList<T> items, int atOnce, Func<T, ValueTask> body) =>
        mode.ForEachAsync(items, atOnce, body, cancellation);

    /// <summary>Waits.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public ValueTask DelayAsync(TimeSpan delay) => mode.DelayAsync(delay, cancellation);

    /// <summary>Logs the beginning of a call that the caller makes.</summary>
    /// <returns>The options of the call.</returns>
    public CallOptions Begin(IMethod method, object message) => Begin(method, message, Remaining);

    /// <summary>Logs the failure of a call that the caller has made, and translates it.</summary>
    public EdgeException Failure(IMethod method, CallOptions options, object message, RpcException e) =>
        Failure(method, options, message, e, deadline, deadline);

    /// <summary>Removes the secrets of a call, and those that the client has sent last.</summary>
    public SecretMask MaskOf(object message, Metadata? headers) =>
        new SecretMask(message, headers).With(transport.Secrets.ToArray());

    /// <summary>How long a call that begins now may take.</summary>
    private TimeSpan Remaining =>
        end is { IsNever: false } last ? Durations.Shorter(deadline, last.Remaining) : deadline;

    private CallOptions Begin(IMethod method, object message, TimeSpan time)
    {
        transport.Log.Begin(method);
        transport.Secrets.Add(SecretMask.SecretsOf(message));
        return new CallOptions(TraceContext.AddTo(metadata()), Durations.After(time), cancellation);
    }

    /// <param name="method">The method.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="message">The request.</param>
    /// <param name="e">The failure.</param>
    /// <param name="time">The timeout of the call.</param>
    /// <param name="told">The deadline that the error names.</param>
    private EdgeException Failure(
        IMethod method, CallOptions options, object message, RpcException e, TimeSpan time, TimeSpan told)
    {
        TimeSpan taken = StatusMapping.TimeOf(e);
        EdgeException failure = ErrorTranslator.Translate(
            e,
            method.FullName,
            StatusMapping.EndpointOf(e) ?? transport.Endpoint,
            told,
            MaskOf(message, options.Headers),
            transport.Proxies,
            isOver: time != Timeout.InfiniteTimeSpan && taken >= time - _clockNoise);
        transport.Log.Failed(method, message, failure, taken);
        return failure;
    }
}
