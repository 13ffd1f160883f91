using System.Diagnostics;

namespace Modzy.Edge.Requests;

/// <summary>
/// Tells failures that pass from those that end a wait: while an edge or a proxy before it restarts, it refuses connections,
/// answers that it is not available, or cancels the calls that it has.
/// </summary>
internal sealed class Absence(CallContext context)
{
    /// <summary>An edge restarts, or a network comes back, within this time; an edge that is away longer is worth an error.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(10);

    private long? _since;

    /// <summary>Whether the failure of a question may pass. Those of one wait are told in their order.</summary>
    public bool IsPassing(EdgeException failure)
    {
        // What was cancelled here, by the caller or by a signal, is to end.
        if (context.Cancellation.IsCancellationRequested
            || failure is { Status: EdgeStatus.Cancelled, Origin: EdgeErrorOrigin.Local })
        {
            return false;
        }

        switch (failure.Status)
        {
            case EdgeStatus.DeadlineExceeded:
                // An edge that is there and does not answer in time is not away.
                return true;
            case EdgeStatus.Unavailable or EdgeStatus.Cancelled:
                _since ??= Stopwatch.GetTimestamp();
                return Stopwatch.GetElapsedTime(_since.Value) < _tolerance;
            default:
                return false;
        }
    }

    /// <summary>The edge has answered.</summary>
    public void End() => _since = null;
}
