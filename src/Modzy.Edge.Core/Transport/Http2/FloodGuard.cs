namespace Modzy.Edge.Transport.Http2;

/// <summary>
/// Detects a peer that floods the client with frames that serve no call (CVE-2019-9512 and the like).
/// </summary>
/// <param name="perSecond">How many such frames are allowed in a second.</param>
internal sealed class FloodGuard(int perSecond = FloodGuard.PerSecond)
{
    /// <summary>A thousand times what servers send.</summary>
    private const int PerSecond = 2000;

    /// <summary>Each such number of payload bytes counts as another frame.</summary>
    private const int FrameBytes = 256;

    private long _second;
    private int _count;

    /// <summary>Resets the count. Call when a call makes progress.</summary>
    public void Reset() => _count = 0;

    /// <summary>Counts a frame.</summary>
    /// <param name="length">The length of its payload, in bytes.</param>
    /// <exception cref="Http2Exception">There were too many of them.</exception>
    public void Count(int length)
    {
        long second = Environment.TickCount64 / 1000;
        if (second != _second)
        {
            _second = second;
            _count = 0;
        }

        _count += 1 + (length / FrameBytes);
        if (_count > perSecond)
        {
            throw new Http2Exception(
                Http2Error.EnhanceYourCalm, $"the peer sent more than {perSecond} frames that serve no call within a second");
        }
    }
}
