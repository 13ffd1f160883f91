using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// The state of a call on a <see cref="MultiplexedConnection"/>. Instances are reused. The connection's lock guards it
/// from <see cref="Begin"/> until <see cref="IsOver"/>; after that it belongs to the caller.
/// </summary>
internal abstract class PendingCall
{
    private volatile bool _isOver;
    private Exception? _loss;

    protected PendingCall()
    {
        Stream = new ClientStream(owner: this);
        ResponseContext = new ResponseContext(Response.Buffer);
    }

    public ClientStream Stream { get; }

    public BufferedMessage Message { get; } = new();

    public UnaryResponse Response { get; } = new();

    public ResponseContext ResponseContext { get; }

    public Deadline Deadline { get; private set; }

    /// <summary>When it was begun, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public long Begun { get; private set; }

    /// <summary>How much of the request was sent. Valid when the call is over.</summary>
    public EdgeSent Sent { get; set; }

    /// <summary>Links the calls that are to be resumed after the lock was released.</summary>
    public PendingCall? NextToResume { get; set; }

    /// <summary>The index in the connection's list of calls.</summary>
    public int Index { get; set; }

    /// <summary>Whether the connection no longer uses this instance.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether the call is over and its status is OK.</summary>
    public bool HasSucceeded => _isOver && _loss is null && Response.HasSucceeded(Stream);

    /// <summary>Whether the failed call may be sent again on another connection.</summary>
    public bool MayRetry(IMethod method) => !Response.HasBegun && RetryPolicy.MayRetryMultiplexed(
        Stream.Refused,
        _loss is not null,
        _loss is ConnectionException { IsTransient: true },
        isFirst: Stream.Id <= 1,
        RetryPolicy.IsIdempotent(method),
        Sent);

    public void Begin(CallLimits limits)
    {
        Response.Begin(limits.MaxReceiveBytes, limits.Deadline);
        Deadline = limits.Deadline;
        Begun = Stopwatch.GetTimestamp();
        Reset();
        _isOver = false;
        _loss = null;
        Sent = EdgeSent.None;
    }

    /// <summary>Ends the call: its response is complete.</summary>
    /// <returns>Whether <see cref="Resume"/> has to be called.</returns>
    public bool End()
    {
        _isOver = true;
        return Set();
    }

    /// <summary>Ends the call: its connection was lost.</summary>
    /// <param name="loss">The cause.</param>
    /// <param name="sent">How much of the request the peer can have read.</param>
    /// <returns>Whether <see cref="Resume"/> has to be called.</returns>
    public bool Lose(Exception loss, EdgeSent sent)
    {
        _loss = loss;
        Sent = sent;
        return End();
    }

    /// <summary>Resumes the caller, which may reuse this instance at once.</summary>
    /// <param name="toWake">The threads that will be woken when all completed calls were resumed.</param>
    /// <returns>These, and the threads that wait for this call.</returns>
    public abstract WaitingThread? Resume(WaitingThread? toWake);

    /// <exception cref="RpcException">The response is a failure, or the peer has violated the protocol.</exception>
    /// <exception cref="ConnectionException">The call was not made, or its connection was lost.</exception>
    public void ThrowIfFailed()
    {
        if (_loss is not null)
        {
            throw Failure(_loss);
        }

        Response.ThrowIfFailed(Stream, Deadline);
    }

    /// <summary>Makes the exception of one call from the cause for which all calls of the connection fail.</summary>
    public static Exception Failure(Exception loss) =>
        StatusMapping.FromException(loss) is { StatusCode: not StatusCode.Unavailable } status
        ? new RpcException(status)
        : loss is ConnectionException connection ? connection.Copy()
        : loss is OutOfMemoryException ? new InsufficientMemoryException(loss.Message)
        : new ConnectionException(loss.Message);

    /// <summary>Releases the response and its memory.</summary>
    public void Clear()
    {
        Response.Clear();
        Sent = EdgeSent.None;
    }

    /// <summary>Prepares for a call, before other threads see it.</summary>
    protected abstract void Reset();

    /// <inheritdoc cref="End"/>
    protected abstract bool Set();
}

/// <summary>A call whose thread waits for its end.</summary>
internal sealed class BlockingCall : PendingCall
{
    private readonly FutexEvent _event = new();

    /// <summary>Waits until the call is over, <see cref="Cancel"/> is called, or the deadline has passed.</summary>
    public void Wait(Deadline deadline) => _event.Wait(deadline);

    /// <summary>Ends the wait.</summary>
    public void Cancel() => _event.SetAndWake();

    public override WaitingThread? Resume(WaitingThread? toWake)
    {
        _event.Wake();
        return toWake;
    }

    protected override void Reset() => _event.Reset();

    protected override bool Set() => _event.Set();
}

/// <summary>
/// A call for which no thread waits. It has a completion handler, or is awaited; then its continuation runs on the
/// runtime's thread pool.
/// </summary>
internal sealed class AsyncCall(MultiplexedConnection connection) : PendingCall, IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _ended;
    private LinkedListNode<AsyncCall>? _node;

    /// <summary>
    /// Whether it was begun and its end was not awaited. It must not be reused then: its end may still come.
    /// </summary>
    public bool IsPending { get; private set; }

    /// <summary>Completes when the call is over or was given up. To be awaited once.</summary>
    public ValueTask Ended => new(this, _ended.Version);

    /// <summary>Handles the end of the call, or its having been given up; null if the call is awaited.</summary>
    public ICompletionHandler? Handler { get; set; }

    public MultiplexedConnection Connection => connection;

    /// <summary>The call in the list of those that wait for a stream.</summary>
    public LinkedListNode<AsyncCall> Node => _node ??= new LinkedListNode<AsyncCall>(this);

    /// <summary>What its request will be made from, while it waits for a stream; otherwise null.</summary>
    public MultiplexedConnection.RequestFields? WaitsWith { get; set; }

    /// <summary>Gives the call up, unless it is over.</summary>
    public void Cancel() => connection.Cancel(this);

    /// <summary>
    /// Runs the completion handler; or resumes the caller on the thread pool, because the reader thread must go on
    /// receiving.
    /// </summary>
    public override WaitingThread? Resume(WaitingThread? toWake)
    {
        if (Handler is ICompletionHandler handler)
        {
            IsPending = false;
            return handler.OnCompleted(toWake);
        }

        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (OutOfMemoryException)
        {
            // Delays the reader, but does not lose the call.
            Execute();
        }

        return toWake;
    }

    public void Execute() => _ended.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _ended.GetResult(token);
        IsPending = false;
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _ended.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ended.OnCompleted(continuation, state, token, flags);

    protected override void Reset()
    {
        IsPending = true;
        _ended.Reset();
    }

    protected override bool Set() => true;
}
