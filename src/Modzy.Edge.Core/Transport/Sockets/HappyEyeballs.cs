using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Sockets;

/// <summary>
/// Connects to the first of several addresses that accepts (RFC 8305): an address that fails is followed by the next one at
/// once, one that does not answer by the next one after a short time, while it goes on being tried.
/// </summary>
internal sealed class HappyEyeballs
{
    /// <summary>RFC 8305, section 5: Connection Attempt Delay.</summary>
    private static readonly TimeSpan _attemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();

    /// <summary>Those that are under way. Changed with the lock.</summary>
    private readonly List<Attempt> _attempts = [];
    private readonly List<(EndPoint Address, ConnectionException Cause)> _failures = [];
    private bool _cancelled;

    private HappyEyeballs()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="addresses">At least one, in the order in which they are tried.</param>
    /// <param name="deadline">Until when.</param>
    /// <param name="cancellation">Ends the attempts at once.</param>
    /// <returns>The socket, which does not block, and the address to which it is connected.</returns>
    /// <exception cref="ConnectionException">No address accepts.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static (SocketHandle Socket, EndPoint Address) Connect(EndPoint[] addresses, Deadline deadline, CancellationToken cancellation)
    {
        var race = new HappyEyeballs();
        Attempt? winner = null;
        try
        {
            using (cancellation.UnsafeRegister(static race => ((HappyEyeballs)race!).Cancel(), race))
            {
                winner = race.Run(addresses, deadline);
            }

            // Cancellation that came too late for the race has shut the socket down nevertheless.
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

    /// <summary>Begins to connect to an address.</summary>
    /// <returns>The attempt if it has succeeded already.</returns>
    private Attempt? Start(EndPoint address)
    {
        Attempt? attempt = null;
        int error;
        try
        {
            SocketAddress serialized = address.Serialize();

            // The address begins with its family, as the system numbers it.
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
            // From now on cancellation finds it.
            _attempts.Add(attempt);
        }

        ThrowIfCancelled();
        return error is Libc.InProgress or Libc.Interrupted ? null : Complete(attempt, error);
    }

    /// <summary>Waits until an attempt has succeeded or failed, or until a deadline.</summary>
    /// <returns>The attempt that has succeeded.</returns>
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
                // The entries are as they were.
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
            if (entries[i].Returned != 0 && Complete(_attempts[i], _attempts[i].Socket.PendingError()) is Attempt connected)
            {
                return connected;
            }
        }

        return null;
    }

    /// <param name="attempt">An attempt that has ended.</param>
    /// <param name="error">Why it has failed, or 0.</param>
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

        // A local listener without room answers "try again" at once, and nothing tells when there is room.
        _failures.Add((attempt.Address, error == Libc.TryAgain
            ? new ConnectionException("the listener has no room for another connection")
            : ConnectionException.FromError(error)));
        return null;
    }

    private ConnectionException Failure()
    {
        // What is wrong with this process is not told by addresses.
        if (_failures.Find(static failure => failure.Cause.Fault == ConnectionFault.NoDescriptor).Cause is ConnectionException shortage)
        {
            return shortage;
        }

        ConnectionException first = _failures[0].Cause;
        return _failures.TrueForAll(failure => failure.Cause.Message == first.Message)
            ? first
            : new ConnectionException(string.Join(", ", _failures.Select(failure => $"{failure.Cause.Message} ({Name(failure.Address)})")));
    }

    private static string? Name(EndPoint address) => address is IPEndPoint ip ? ip.Address.ToString() : address.ToString();

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
