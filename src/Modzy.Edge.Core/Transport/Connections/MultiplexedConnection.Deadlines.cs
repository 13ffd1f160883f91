using System.Diagnostics;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>The deadlines of asynchronous calls, and the suspicion that the peer is unresponsive.</summary>
internal sealed partial class MultiplexedConnection
{
    /// <summary>A call that is cancelled earlier says nothing about the peer.</summary>
    private static readonly TimeSpan _suspiciousWait = TimeSpan.FromSeconds(1);

    /// <summary>Fires at <see cref="_nextDeadline"/>, the earliest deadline of the asynchronous calls.</summary>
    private Timer? _deadlineTimer;
    private Deadline _nextDeadline = Deadline.Never;

    /// <summary>
    /// Set while nothing has been received since a call that timed out was begun. No call begins meanwhile.
    /// </summary>
    private volatile bool _isSuspect;
    private long _lastReceived;

    /// <summary>
    /// Sets the timer, unless it fires early enough. It gives up the calls whose deadline has passed.
    /// </summary>
    private void ScheduleDeadline(Deadline deadline)
    {
        // Without the lock: mostly an earlier deadline is set, and whoever lets that one fire sees this call, too.
        if (!deadline.IsBefore(_nextDeadline))
        {
            return;
        }

        lock (_gate)
        {
            if (_isClosed || !deadline.IsBefore(_nextDeadline))
            {
                return;
            }

            try
            {
                _deadlineTimer ??= NonCapturingTimer.Create(GiveUpLate);
                _deadlineTimer.Change(deadline.PollTimeout, Timeout.Infinite);
                _nextDeadline = deadline;
            }
            catch (OutOfMemoryException)
            {
                // The reader thread checks the deadlines every second, too.
            }
        }
    }

    private void GiveUpLate()
    {
        PendingCall? late = null;
        Deadline next = Deadline.Never;
        ReadOnlySpan<byte> pending;
        bool sends;
        lock (_gate)
        {
            for (int i = _calls.Count - 1; i >= 0; i--)
            {
                if (_calls[i] is not AsyncCall call)
                {
                    continue;
                }

                if (call.Deadline.IsPast)
                {
                    Remove(call);
                    EndStream(call);
                    SuspectIfSilent(call);
                    call.NextToResume = late;
                    late = call;
                }
                else
                {
                    next = Deadline.Earlier(next, call.Deadline);
                }
            }

            _nextDeadline = Deadline.Never;
            BeginWaiting();
            sends = TakeSending(out pending);
        }

        ScheduleDeadline(next);
        Resume(late);
        if (sends)
        {
            Send(pending);
        }
    }

    /// <summary>
    /// Takes no calls for now, and sends a PING, if the peer has sent nothing since a call was begun that is given up:
    /// its process may be stopped, or the network may have dropped the connection. Call with the lock.
    /// </summary>
    private void SuspectIfSilent(PendingCall call)
    {
        if (_lastReceived >= call.Begun || _isSuspect || !_isOpen
            || !(call.Deadline.IsPast || Stopwatch.GetElapsedTime(call.Begun) >= _suspiciousWait))
        {
            return;
        }

        _isSuspect = true;
        if (_session.Pings < Http2Session.MaxPings)
        {
            _session.TryPing();
        }
    }
}
