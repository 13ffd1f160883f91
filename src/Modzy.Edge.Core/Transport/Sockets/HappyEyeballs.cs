using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Happy Eyeballs (RFC 8305): connects to the first of several addresses that accepts. The next attempt begins when one
/// fails, or after a delay while the earlier ones continue.
/// </summary>
internal sealed class HappyEyeballs
{
    /// <summary>RFC 8305, section 5: Connection Attempt Delay.</summary>
    private static readonly TimeSpan _attemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();

    /// <summary>The pending attempts. Changed with the lock.</summary>
    private readonly List<Attempt> _attempts = [];
    private readonly List<(EndPoint Address, ConnectionException Cause)> _failures = [];
    private bool _cancelled;

    private HappyEyeballs()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="addresses">At least one, in the order of the attempts.</param>
    /// <param name="deadline">Bounds all attempts.</param>
    /// <param name="cancellation">Cancels the attempts.</param>
    /// <returns>The socket, which is non-blocking, and its address.</returns>
    /// <exception cref="ConnectionException">No address accepts.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static (SocketHandle Socket, EndPoint Address) Connect(
        EndPoint[] addresses, Deadline deadline, CancellationToken cancellation)
    {
        var race = new HappyEyeballs();
        Attempt? winner = null;
        try
        {
            using (cancellation.UnsafeRegister(static race => ((HappyEyeballs)race!).Cancel(), race))
            {
                winner = race.Run(addresses, deadline);
            }

            // A late cancellation has shut the socket down.
            race.ThrowIfCancelled();
            race._attempts.Remove(winner);
            return (winner.Socket, winner.Address);
        }
        finally
        {
            race._attempts.ForEach(static attempt => attempt.Socket.Dispose());
        }
    }

    private void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;
            _attempts.ForEach(static attempt => attempt.Socket.Interrupt());
        }
    }

    private Attempt Run(EndPoint[] addresses, Deadline deadline)
    {
        int next = 0;
        Deadline nextStart = Deadline.After(TimeSpan.Zero);
        while (true)
        {
            bool isLast = next == addresses.Length;
            if (!isLast && (_attempts.Count == 0 || nextStart.IsPast))
            {
                nextStart = Deadline.After(_attemptDelay);
                if (Start(addresses[next++]) is Attempt started)
                {
                    return started;
                }
            }
            else if (_attempts.Count == 0)
            {
                throw Failure();
            }
            else
            {
                int failures = _failures.Count;
                if (Await(isLast ? deadline : Deadline.Earlier(deadline, nextStart)) is Attempt connected)
                {
                    return connected;
                }

                nextStart = _failures.Count > failures ? Deadline.After(TimeSpan.Zero) : nextStart;
            }

            ThrowIfCancelled();
            if (deadline.IsPast)
            {
                throw new TimeoutException();
            }
        }
    }

    /// <summary>Begins an attempt.</summary>
    /// <returns>The attempt if it has succeeded at once.</returns>
    private Attempt? Start(EndPoint address)
    {
        Attempt? attempt = null;
        int error;
        try
        {
            SocketAddress serialized = address.Serialize();

            // A sockaddr begins with the address family.
            attempt = new Attempt(new SocketHandle(MemoryMarshal.Read<ushort>(serialized.Buffer.Span)), address);
            if (address.AddressFamily != AddressFamily.Unix)
            {
                SocketSettings.Apply(attempt.Socket.SetOption);
            }

            error = attempt.Socket.BeginConnect(serialized);
        }
        catch (ConnectionException e)
        {
            _failures.Add((address, e));
            return null;
        }

        lock (_gate)
        {
            // Now cancellation finds it.
            _attempts.Add(attempt);
        }

        ThrowIfCancelled();
        return error is Libc.InProgress or Libc.Interrupted ? null : Complete(attempt, error);
    }

    /// <summary>Waits until an attempt has succeeded or failed, or the deadline has passed.</summary>
    /// <returns>The attempt that has succeeded; null if none has.</returns>
    private unsafe Attempt? Await(Deadline deadline)
    {
        var entries = new Libc.PollEntry[_attempts.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new Libc.PollEntry { Socket = _attempts[i].Socket.Descriptor, Events = Libc.PollOut };
        }

        fixed (Libc.PollEntry* first = entries)
        {
            if (Libc.Poll(first, (nuint)entries.Length, Interruption.Limit(deadline).PollTimeout) < 0)
            {
                // poll has not changed the entries.
                int error = Marshal.GetLastSystemError();
                if (error != Libc.Interrupted)
                {
                    throw ConnectionException.FromError(error);
                }
            }
        }

        ThrowIfCancelled();
        Interruption.Check();
        for (int i = entries.Length - 1; i >= 0; i--)
        {
            if (entries[i].Returned != 0
                && Complete(_attempts[i], _attempts[i].Socket.PendingError()) is Attempt connected)
            {
                return connected;
            }
        }

        return null;
    }

    /// <param name="attempt">An attempt that has ended.</param>
    /// <param name="error">The errno, or 0.</param>
    /// <returns>The attempt if it has succeeded.</returns>
    private Attempt? Complete(Attempt attempt, int error)
    {
        if (error == 0 && attempt.Address.AddressFamily != AddressFamily.Unix && attempt.Socket.IsConnectedToItself())
        {
            error = Libc.ConnectionRefused;
        }

        if (error == 0)
        {
            return attempt;
        }

        lock (_gate)
        {
            _attempts.Remove(attempt);
        }

        attempt.Socket.Dispose();

        // A Unix domain listener whose backlog is full fails with EAGAIN at once, and poll does not wait for it.
        _failures.Add((attempt.Address, error == Libc.TryAgain
            ? new ConnectionException("the listener's backlog is full", ConnectionFault.Unreachable)
            : ConnectionException.FromError(error)));
        return null;
    }

    private ConnectionException Failure()
    {
        // A limit of this process has nothing to do with the addresses.
        if (_failures.Find(static failure => failure.Cause.Fault == ConnectionFault.NoDescriptor).Cause
            is ConnectionException shortage)
        {
            return shortage;
        }

        ConnectionException first = _failures[0].Cause;
        return _failures.TrueForAll(failure => failure.Cause.Message == first.Message)
            ? first
            : new ConnectionException(
                string.Join(", ", _failures.Select(failure => $"{failure.Cause.Message} ({Name(failure.Address)})")),
                ConnectionFault.Unreachable);
    }

    private static string? Name(EndPoint address) =>
        address is IPEndPoint ip ? ip.Address.ToString() : address.ToString();

    private void ThrowIfCancelled()
    {
        lock (_gate)
        {
            if (_cancelled)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private sealed record Attempt(SocketHandle Socket, EndPoint Address);
}
