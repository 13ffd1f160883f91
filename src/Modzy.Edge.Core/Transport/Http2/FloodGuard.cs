namespace Modzy.Edge.Transport.Http2;

/// <summary>Notices a peer that keeps the client busy with frames that nobody asked for.</summary>
/// <param name="perSecond">How many frames there may be.</param>
internal sealed class FloodGuard(int perSecond = FloodGuard.PerSecond)
{
    /// <summary>A thousand times what a peer has reason for.</summary>
    private const int PerSecond = 2000;

    /// <summary>As many bytes of payload count as a frame.</summary>
    private const int FrameBytes = 256;

    private long _second;
    private int _count;

    /// <summary>Begins anew: what serves a call is no flood, however many calls there are.</summary>
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
