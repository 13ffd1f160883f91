using Grpc.Core;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Balancing;

/// <summary>
/// One of several edges, and whether it responds. After a failed call it is tried last, until a probe has found that it
/// responds again. One lock guards the state.
/// </summary>
/// <remarks>Calls begin the probes, so that a client without calls does nothing.</remarks>
internal sealed class BalancedEdge(EdgeTransport transport)
{
    /// <summary>The time to the first probe. It doubles with each probe that fails.</summary>
    private const int FirstDelayMilliseconds = 1000;

    private const int MaxDelayMilliseconds = 30_000;

    private readonly Lock _gate = new();
    private int _failures;

    /// <summary>When the next probe is due, by <see cref="Environment.TickCount64"/>.</summary>
    private long _probeDue;

    public EdgeTransport Transport => transport;

    /// <summary>Whether the last call was not a failure that makes others likely.</summary>
    public bool IsResponding => Volatile.Read(ref _failures) == 0;

    public void OnResponse()
    {
        if (!IsResponding)
        {
            lock (_gate)
            {
                _failures = 0;
            }
        }
    }

    /// <summary>A call has failed. Further ones do not put off the probe.</summary>
    public void OnUnavailable()
    {
        lock (_gate)
        {
            if (_failures == 0)
            {
                ScheduleProbe();
            }
        }
    }

    /// <summary>Unavailable, whatever keeps the connection from being established.</summary>
    public static bool IsUnavailable(RpcException failure) =>
        failure.StatusCode == StatusCode.Unavailable || failure.Status.DebugException is ConnectionException;

    /// <summary>Records what a failed call says about the edge.</summary>
    public void Observe(RpcException failure)
    {
        if (IsUnavailable(failure) || IsSilent(failure))
        {
            OnUnavailable();
        }
        else if (failure.Status.DebugException is null)
        {
            OnResponse();
        }
    }

    /// <summary>Begins a probe, unless one was begun after the last failure or it is too early.</summary>
    public void ProbeIfDue(Func<EdgeTransport, Task> probe)
    {
        lock (_gate)
        {
            if (_failures == 0 || Environment.TickCount64 < _probeDue)
            {
                return;
            }

            _probeDue = long.MaxValue;
        }

        _ = ProbeAsync(probe);
    }

    /// <summary>Silent until the deadline: it may hang.</summary>
    private static bool IsSilent(RpcException failure) =>
        failure.StatusCode == StatusCode.DeadlineExceeded && failure.Status.DebugException is not null;

    private async Task ProbeAsync(Func<EdgeTransport, Task> probe)
    {
        try
        {
            await probe(transport).ConfigureAwait(false);
            OnResponse();
        }
        catch (RpcException e) when (e.Status.DebugException is null && !IsUnavailable(e))
        {
            OnResponse();
        }
        catch (Exception)
        {
            // Nobody waits for it. The next probe is later.
            lock (_gate)
            {
                ScheduleProbe();
            }
        }
    }

    /// <summary>Counts a failure. Under the lock.</summary>
    private void ScheduleProbe()
    {
        int delay = Math.Min(FirstDelayMilliseconds << Math.Min(_failures, 5), MaxDelayMilliseconds);
        _failures++;

        // Jitter, so that the clients of an edge that restarts do not ask it all at once.
        _probeDue = Environment.TickCount64 + (long)(delay * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }
}
