namespace Modzy.Edge.Native;

/// <summary>What a call that receives comes to when the edge has given all there will be.</summary>
internal sealed class EndOfStream
{
    private EndOfStream()
    {
    }

    public static EndOfStream Instance { get; } = new();
}
