namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Waits by looking again and again, for a short time, before the thread sleeps. For an edge on the same device, to put a
/// thread to sleep and to wake it takes longer than all else about a small job; the price is the processor's time.
/// </summary>
/// <remarks>
/// It is meant for a few callers with processors to spare. While more of them wait than half of the processors, nobody
/// looks: they would keep the edge from running. Who looks lets others run that want the same processor. And where it is
/// in vain, it is done less and less often.
/// </remarks>
/// <param name="longest">How long to look at most.</param>
/// <param name="processors">How many processors there are.</param>
internal sealed class BusyPoll(TimeSpan longest, int processors)
{
    /// <summary>Not more than every 1024th wait begins with looking if none of them ended by it.</summary>
    private const int MaxFailures = 10;

    /// <summary>Nothing here waits in the system, where a signal would interrupt it.</summary>
    private static readonly TimeSpan _checkInterval = TimeSpan.FromMilliseconds(20);

    private readonly int _most = processors / 2;
    private int _waiting;

    // Threads may count at the same time, and one of them in vain: then it is looked once more or less.
    private int _failures;
    private int _toSkip;

    /// <summary>How long to look at most.</summary>
    public static TimeSpan Limit => TimeSpan.FromSeconds(1);

    /// <summary>How many waits have begun with looking.</summary>
    public int Looks { get; private set; }

    /// <inheritdoc cref="EdgeSocket.Receive(Span{byte}, Deadline)"/>
    public int Receive(EdgeSocket socket, Span<byte> buffer, Deadline deadline)
    {
        try
        {
            int count = Interlocked.Increment(ref _waiting) <= _most && IsWorthwhile() ? Look(socket, buffer, deadline) : 0;
            return count > 0 ? count : socket.Receive(buffer, deadline);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private bool IsWorthwhile()
    {
        if (_toSkip <= 0)
        {
            return true;
        }

        _toSkip--;
        return false;
    }

    /// <returns>How many bytes have come; 0 if none.</returns>
    private int Look(EdgeSocket socket, Span<byte> buffer, Deadline deadline)
    {
        Looks++;
        Deadline end = Deadline.Earlier(deadline, Deadline.After(longest));
        Deadline check = Deadline.After(_checkInterval);
        do
        {
            if (check.IsPast)
            {
                Interruption.Check();
                check = Deadline.After(_checkInterval);
            }

            int count = socket.TryReceive(buffer);
            if (count > 0)
            {
                _failures = 0;
                return count;
            }

            Thread.Yield();
        }
        while (!end.IsPast && Volatile.Read(ref _waiting) <= _most);

        Interruption.Check();
        if (end.IsPast)
        {
            _failures = Math.Min(_failures + 1, MaxFailures);
            _toSkip = (1 << _failures) - 1;
        }

        return 0;
    }
}
