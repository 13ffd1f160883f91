using System.Diagnostics;

namespace Modzy.Edge.Transport;

/// <summary>
/// Counts the calls of a client and what its connections do. Any thread may count and read; no locks.
/// </summary>
/// <param name="whole">Those of the client, if these are those of one of several edges: they share the sockets and the
/// retries.</param>
internal sealed class CallStatistics(CallStatistics? whole = null)
{
    /// <summary>Statuses from here on are this library's.</summary>
    private const int OwnStatuses = 100;
    private const int EdgeStatuses = 17;

    private readonly long[] _failures = new long[EdgeStatuses + 3];
    private long _begun;
    private long _retries;

    public SocketCounters Sockets { get; } = whole?.Sockets ?? new();

    public LatencyHistogram Latencies { get; } = new();

    public long Begun => Interlocked.Read(ref _begun);

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>How many calls have failed with a status.</summary>
    public long FailuresOf(EdgeStatus status) => Interlocked.Read(ref _failures[IndexOf(status)]);

    /// <summary>Counts a call that begins.</summary>
    /// <returns>Its beginning, for <see cref="OnSuccess"/>.</returns>
    public long OnBegin()
    {
        Interlocked.Increment(ref _begun);
        return Stopwatch.GetTimestamp();
    }

    public void OnSuccess(long begun) => Latencies.Record(Stopwatch.GetElapsedTime(begun));

    public void OnFailure(EdgeStatus status) => Interlocked.Increment(ref _failures[IndexOf(status)]);

    public void OnRetry()
    {
        Interlocked.Increment(ref _retries);
        whole?.OnRetry();
    }

    private static int IndexOf(EdgeStatus status) =>
        (int)status >= OwnStatuses ? EdgeStatuses + (int)status - OwnStatuses : (int)status;
}

/// <summary>Counts the connections of a client and their bytes.</summary>
internal sealed class SocketCounters
{
    private long _opened;
    private long _closed;
    private long _failed;
    private long _sent;
    private long _received;

    public long Opened => Interlocked.Read(ref _opened);

    public long Open => Opened - Interlocked.Read(ref _closed);

    public long Failed => Interlocked.Read(ref _failed);

    public long Sent => Interlocked.Read(ref _sent);

    public long Received => Interlocked.Read(ref _received);

    public void OnOpened() => Interlocked.Increment(ref _opened);

    public void OnClosed() => Interlocked.Increment(ref _closed);

    public void OnFailed() => Interlocked.Increment(ref _failed);

    public void OnSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    public void OnReceived(int bytes) => Interlocked.Add(ref _received, bytes);
}
