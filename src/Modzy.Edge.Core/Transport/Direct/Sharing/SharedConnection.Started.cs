using Grpc.Core;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Messages;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>Calls for which no thread waits.</summary>
internal sealed partial class SharedConnection
{
    /// <summary>More at a time are none for one connection: for each answer all that are under way are looked through.</summary>
    private const int MaxStarted = 256;

    private readonly Stack<StartedCall> _spareStarted = [];
    private Timer? _alarm;

    /// <summary>When the next of the started calls has to be given up.</summary>
    private Deadline _nextDeadline = Deadline.Never;

    /// <summary>Gives what a call needs, to be returned; null if there are too many.</summary>
    public StartedCall? TakeCall()
    {
        lock (_gate)
        {
            return _calls.Count >= MaxStarted ? null
                : _spareStarted.TryPop(out StartedCall? call) ? call
                : new StartedCall(this);
        }
    }

    /// <summary>Sends a request, if the connection can take the call.</summary>
    /// <param name="call">For <see cref="AwaitAsync"/>.</param>
    /// <param name="method">What is called.</param>
    /// <param name="message">The request, which is not read any more afterwards.</param>
    /// <param name="headers">Writes the header block.</param>
    /// <param name="options">The call's metadata and cancellation.</param>
    /// <param name="limits">What bounds the call.</param>
    /// <returns>Whether it was sent; otherwise nothing was done.</returns>
    public bool TryStart<TMessage, TReply>(
        StartedCall call,
        Method<TMessage, TReply> method,
        TMessage message,
        RequestHeaders headers,
        CallOptions options,
        CallLimits limits)
    {
        if (!TryBegin(call, method, message, headers, options, limits))
        {
            return false;
        }

        SetAlarm(limits.Deadline);
        return true;
    }

    /// <summary>Waits until the call is over, or was given up.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TimeoutException">Its deadline has passed.</exception>
    public static async ValueTask AwaitAsync(StartedCall call, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static call => ((StartedCall)call!).Cancel(), call))
        {
            await call.Ended.ConfigureAwait(false);
        }

        ThrowIfGivenUp(call, cancellation);
    }

    /// <summary>Gives up a call, unless it is over.</summary>
    public void Cancel(StartedCall call)
    {
        if (GiveUp(call))
        {
            call.Wake();
        }
    }

    /// <summary>Takes a call back, however far it has come.</summary>
    public void Return(StartedCall call)
    {
        if (call.IsPending)
        {
            GiveUp(call);
            return;
        }

        call.Clear();
        lock (_gate)
        {
            _spareStarted.Push(call);
        }
    }

    /// <summary>Sees to it that a call that is under way does not go on beyond its deadline.</summary>
    private void SetAlarm(Deadline deadline)
    {
        // Without the lock, as mostly there is an earlier one: whoever lets that ring then finds this call, too.
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
                _alarm ??= PlainTimer.Create(GiveUpLate);
                _alarm.Change(deadline.PollTimeout, Timeout.Infinite);
                _nextDeadline = deadline;
            }
            catch (OutOfMemoryException)
            {
                // The thread that receives looks every second, too.
            }
        }
    }

    private void GiveUpLate()
    {
        SharedCall? late = null;
        Deadline next = Deadline.Never;
        ReadOnlySpan<byte> pending;
        bool sends;
        lock (_gate)
        {
            for (int i = _calls.Count - 1; i >= 0; i--)
            {
                if (_calls[i] is not StartedCall call)
                {
                    continue;
                }

                if (call.Deadline.IsPast)
                {
                    _calls.RemoveAt(i);
                    EndStream(call);
                    DoubtIfSilent(call);
                    call.NextToWake = late;
                    late = call;
                }
                else
                {
                    next = Deadline.Earlier(next, call.Deadline);
                }
            }

            _nextDeadline = Deadline.Never;
            sends = TakeSending(out pending);
        }

        SetAlarm(next);
        Wake(late);
        if (sends)
        {
            Send(pending);
        }
    }
}
