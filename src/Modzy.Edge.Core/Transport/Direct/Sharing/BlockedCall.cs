using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>A call whose thread waits for its end.</summary>
internal sealed class BlockedCall : SharedCall
{
    private readonly Signal _signal = new();

    /// <summary>Waits until it is over, or <see cref="Cancel"/> is called, or the deadline has passed.</summary>
    public void Wait(Deadline deadline) => _signal.Wait(deadline);

    /// <summary>Lets the waiting end.</summary>
    public void Cancel()
    {
        if (_signal.Set())
        {
            _signal.Wake();
        }
    }

    public override void Wake() => _signal.Wake();

    protected override void Reset() => _signal.Reset();

    protected override bool Set() => _signal.Set();
}
