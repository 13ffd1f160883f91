using System.Threading.Tasks.Sources;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>A call for which no thread waits: its caller goes on with it on one of the pool.</summary>
internal sealed class StartedCall(SharedConnection connection) : SharedCall, IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _ended;

    /// <summary>Whether it was begun and its end was not awaited. It cannot be used again then: its end may still come.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Completed when the connection has nothing more to do with it. To be awaited once.</summary>
    public ValueTask Ended => new(this, _ended.Version);

    /// <summary>Has the connection give it up, unless it is over.</summary>
    public void Cancel() => connection.Cancel(this);

    /// <summary>Lets the caller go on, which does not keep the thread that received from receiving.</summary>
    public override void Wake()
    {
        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (OutOfMemoryException)
        {
            // Better late than never.
            Execute();
        }
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
