using System.Diagnostics;

namespace Modzy.Edge;

/// <summary>
/// Counts the inferences that were requested on a stream and not received. After the last one, its end is. Any thread
/// may call it.
/// </summary>
internal sealed class OutstandingInferences
{
    private readonly Lock _gate = new();
    private int _count;
    private bool _isComplete;

    /// <summary>The timestamp since which an inference has been outstanding.</summary>
    private long _since;

    /// <summary>
    /// Counts requests. Call before they are sent: one that the edge does not take is outstanding, too.
    /// </summary>
    /// <param name="count">Negative for those that are not sent after all.</param>
    public void OnRequested(int count)
    {
        lock (_gate)
        {
            Begin();
            _count += count;
        }
    }

    /// <summary>Call before the end of the requests is sent.</summary>
    public void OnComplete()
    {
        lock (_gate)
        {
            Begin();
            _isComplete = true;
        }
    }

    public void OnReceived()
    {
        lock (_gate)
        {
            _count--;
        }
    }

    /// <summary>How long an inference has been outstanding; zero if all were received.</summary>
    /// <param name="begun">The timestamp from which to count at the earliest.</param>
    public TimeSpan Since(long begun)
    {
        lock (_gate)
        {
            return HasAny ? Stopwatch.GetElapsedTime(Math.Max(begun, _since)) : TimeSpan.Zero;
        }
    }

    private bool HasAny => _isComplete || _count > 0;

    private void Begin()
    {
        if (!HasAny)
        {
            _since = Stopwatch.GetTimestamp();
        }
    }
}
