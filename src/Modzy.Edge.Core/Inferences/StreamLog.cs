using System.Diagnostics;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport;

namespace Modzy.Edge;

/// <summary>
/// Counts the messages of a stream, and logs it once, at its end, however that comes. Any thread may call it.
/// </summary>
/// <param name="log">The log of the edge that has taken the stream; null to log nothing.</param>
internal sealed class StreamLog(CallLog? log)
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private int _sent;
    private int _received;
    private int _hasEnded;

    /// <summary>Counts requests; those that others have replaced before they were sent are taken back.</summary>
    public void OnSent(int count) => Interlocked.Add(ref _sent, count);

    public void OnReceived() => Interlocked.Increment(ref _received);

    /// <param name="status">How it has ended.</param>
    /// <param name="reason">The message of its failure; null if it has none.</param>
    public void End(EdgeStatus status, string? reason = null)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            TimeSpan time = Stopwatch.GetElapsedTime(_begun);
            log?.StreamEnded(EdgeMethods.StreamInferences, status, time, _sent, _received, reason);
        }
    }
}
