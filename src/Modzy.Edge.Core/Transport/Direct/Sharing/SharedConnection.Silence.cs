using System.Diagnostics;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>Finds a connection whose peer is silent: stopped, or behind a network that has forgotten the connection.</summary>
internal sealed partial class SharedConnection
{
    /// <summary>
    /// How many PINGs are sent at most without a response between them. The gRPC core closes a connection at the third that
    /// comes so.
    /// </summary>
    private const int MaxPings = 2;

    /// <summary>How long a call that is cancelled must have waited to say something about its connection.</summary>
    private static readonly TimeSpan _longWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether nothing has come from the peer while a call waited for its whole time. Until something comes, other calls take
    /// another connection.
    /// </summary>
    private volatile bool _isDoubtful;

    /// <summary>When the peer was heard last, as a timestamp of <see cref="Stopwatch"/>.</summary>
    private long _heard;
    private int _pings;

    /// <summary>Something has come. To be called with the lock.</summary>
    private void Hear()
    {
        _heard = Stopwatch.GetTimestamp();
        if (_isDoubtful)
        {
            _isDoubtful = false;
        }
    }

    /// <summary>
    /// Takes no calls for the time being if nothing has come since a call was begun that was given up, and asks the peer for
    /// a sign of life. To be called with the lock.
    /// </summary>
    private void DoubtIfSilent(SharedCall call)
    {
        if (_heard >= call.Begun || _isDoubtful || !_isOpen
            || !(call.Deadline.IsPast || Stopwatch.GetElapsedTime(call.Begun) >= _longWait))
        {
            return;
        }

        _isDoubtful = true;
        if (_pings < MaxPings && _session.TryPing())
        {
            _pings++;
        }
    }
}
