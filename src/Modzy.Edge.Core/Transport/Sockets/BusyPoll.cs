namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Spins on a non-blocking recv for a short time before the thread sleeps. With an edge on the same device, sleeping
/// and waking take longer than the rest of a small call; the price is processor time.
/// </summary>
/// <remarks>
/// While more threads wait than half of the processors, none spins: it would keep the edge from running. A spinning
/// thread yields its processor to others. After failures it spins exponentially less often.
/// </remarks>
/// <param name="longest">How long to spin.</param>
/// <param name="processors">The number of processors.</param>
internal sealed class BusyPoll(TimeSpan longest, int processors)
{
    /// <summary>At most every 1024th wait spins while spinning never succeeds.</summary>
    private const int MaxFailures = 10;

    /// <summary>Spinning makes no system call that a signal interrupts.</summary>
    private static readonly TimeSpan _checkInterval = TimeSpan.FromMilliseconds(20);

    private readonly int _most = processors / 2;
    private int _waiting;

    // Updated without synchronization: a lost update means one spin more or less.
    private int _failures;
    private int _toSkip;

    /// <summary>The longest spin that can be configured.</summary>
    public static TimeSpan Limit => TimeSpan.FromSeconds(1);

    /// <summary>How many waits spun.</summary>
    public int Spins { get; private set; }

    /// <inheritdoc cref="EdgeSocket.Receive(Span{byte}, Deadline)"/>
    public int Receive(EdgeSocket socket, Span<byte> buffer, Deadline deadline)
    {
        try
        {
            int count = Interlocked.Increment(ref _waiting) <= _most
                && IsWorthwhile() ? Spin(socket, buffer, deadline) : 0;
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

    /// <returns>How many bytes were received; 0 if none.</returns>
    private int Spin(EdgeSocket socket, Span<byte> buffer, Deadline deadline)
    {
        Spins++;
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
