using System.Threading.Tasks.Sources;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>A call for which no thread waits: its caller goes on with it on one of the pool.</summary>
internal sealed class StartedCall(SharedConnection connection) : SharedCall, IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _ended;

    /// <summary>When the connection gives it up.</summary>
    public Deadline Deadline { get; private set; }

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

    void IValueTaskSource.GetResult(short token) => _ended.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _ended.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ended.OnCompleted(continuation, state, token, flags);

    protected override void Reset(Deadline deadline)
    {
        Deadline = deadline;
        _ended.Reset();
    }

    protected override bool Set() => true;
}
