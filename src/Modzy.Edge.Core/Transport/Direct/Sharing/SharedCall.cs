using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Messages;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>What a call on a shared connection needs. When that is over it is used for another of its kind.</summary>
internal abstract class SharedCall
{
    private volatile bool _isOver;
    private Exception? _loss;

    protected SharedCall() => Reply = new ReplyContext(Answer.Reply);

    public ClientStream Stream { get; } = new();

    public StagedMessage Message { get; } = new();

    public Answer Answer { get; } = new();

    public ReplyContext Reply { get; }

    /// <summary>When it has to be over.</summary>
    public Deadline Deadline { get; private set; }

    /// <summary>When it was begun, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public long Begun { get; private set; }

    /// <summary>How much of the request was sent, when the connection has nothing more to do with the call.</summary>
    public EdgeSent Sent { get; set; }

    /// <summary>For the list of those that are to be woken.</summary>
    public SharedCall? NextToWake { get; set; }

    /// <summary>Whether the connection has nothing more to do with it.</summary>
    public bool IsOver => _isOver;

    /// <summary>
    /// Whether it can be made again: the edge has certainly not processed it; or it only reads, and its connection was lost, which
    /// had served other calls.
    /// </summary>
    /// <param name="method">The name of what is called.</param>
    public bool IsRepeatable(string method) =>
        !Answer.HasBegun
        && (Stream.Refused || (_loss is ConnectionException && Sent != EdgeSent.All) || (_loss is not null && Stream.Id > 1 && DirectCallInvoker.IsSafe(method)));

    public void Begin(CallLimits limits)
    {
        Answer.Begin(limits.MaxReceiveBytes, limits.Deadline);
        Deadline = limits.Deadline;
        Begun = Stopwatch.GetTimestamp();
        Reset();
        _isOver = false;
        _loss = null;
        Sent = EdgeSent.None;
    }

    /// <summary>The answer is there, or will not be waited for.</summary>
    /// <returns>Whether <see cref="Wake"/> has to be called.</returns>
    public bool End()
    {
        _isOver = true;
        return Set();
    }

    /// <summary>The connection is lost.</summary>
    /// <param name="loss">Why.</param>
    /// <param name="sent">How much of the request was sent, other than to a peer that is known not to have read it all.</param>
    /// <returns>Whether <see cref="Wake"/> has to be called.</returns>
    public bool Lose(Exception loss, EdgeSent sent)
    {
        _loss = loss;
        Sent = sent;
        return End();
    }

    /// <summary>Lets the caller go on, which may use this for another call at once.</summary>
    public abstract void Wake();

    /// <exception cref="RpcException">The answer is a failure, or the peer has violated the protocol.</exception>
    /// <exception cref="ConnectionException">The call was not made, or its connection was lost.</exception>
    public void ThrowIfFailed()
    {
        if (_loss is not null)
        {
            throw Failure(_loss);
        }

        Answer.ThrowIfFailed(Stream, Deadline);
    }

    /// <summary>What a call fails with whose connection is lost: all have the same cause, and each needs an exception of its own.</summary>
    public static Exception Failure(Exception loss) => LocalFailure.StatusOf(loss) is { StatusCode: not StatusCode.Unavailable } status
        ? new RpcException(status)
        : loss is ConnectionException connection ? connection.Copy()
        : loss is OutOfMemoryException ? new InsufficientMemoryException(loss.Message)
        : new ConnectionException(loss.Message);

    /// <summary>Forgets the answer, and what memory it took.</summary>
    public void Clear()
    {
        Answer.Clear();
        Sent = EdgeSent.None;
    }

    /// <summary>Prepares for a call, before it is shown to who ends it.</summary>
    protected abstract void Reset();

    /// <inheritdoc cref="End"/>
    protected abstract bool Set();
}
