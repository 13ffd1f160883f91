using System.Diagnostics;

namespace Modzy.Edge.Tool.Frames;

/// <summary>
/// Measures how long an edge has not answered a frame. Without unanswered frames it may be silent: a camera can be off.
/// </summary>
/// <param name="limit">How long the edge may take; infinite for no limit.</param>
internal sealed class AnswerTimer(TimeSpan limit)
{
    private readonly Lock _gate = new();
    private int _unanswered;

    /// <summary>When the oldest unanswered frame was sent, or the last answer came after that.</summary>
    private long _since;

    /// <summary>How long to wait for an answer before asking again; zero if the edge has taken too long.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                TimeSpan left = limit - Stopwatch.GetElapsedTime(_since);
                return _unanswered <= 0 || limit == Timeout.InfiniteTimeSpan ? limit
                    : left > TimeSpan.Zero ? left
                    : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Call before a frame is sent.</summary>
    public void OnSending()
    {
        lock (_gate)
        {
            if (_unanswered++ == 0)
            {
                _since = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>Call when a frame was answered.</summary>
    public void OnAnswered()
    {
        lock (_gate)
        {
            _unanswered--;
            _since = Stopwatch.GetTimestamp();
        }
    }
}
