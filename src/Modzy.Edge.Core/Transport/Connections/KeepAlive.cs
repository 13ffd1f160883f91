using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>How connections are checked by HTTP/2 PINGs.</summary>
/// <param name="Interval">How long the peer may send nothing before it is sent a PING.</param>
/// <param name="Timeout">How long it may take to answer.</param>
/// <param name="WhenIdle">Whether connections without calls are checked, too, and without limit: the peer permits it.
/// </param>
/// <param name="Spacing">Otherwise the time between PINGs after the first <see cref="Http2Session.MaxPings"/>.</param>
internal sealed record KeepAliveSettings(TimeSpan Interval, TimeSpan Timeout, bool WhenIdle, TimeSpan Spacing)
{
    /// <summary>gRPC's clients use at least this interval, and servers may close a connection below it.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// gRPC servers accept a PING each five minutes while they send nothing
    /// (grpc.http2.min_ping_interval_without_data_ms), and two that come earlier.
    /// </summary>
    private static readonly TimeSpan _toleratedSpacing = TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10);

    /// <summary>What all timers support.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>Null if the option is off.</summary>
    public static KeepAliveSettings? Of(EdgeClientOptions options) => options.KeepAlive == TimeSpan.Zero
        ? null
        : new(
            Durations.Shorter(options.KeepAlive, _longest), Durations.Shorter(options.KeepAliveTimeout, _longest),
            options.KeepAliveWhenIdle, _toleratedSpacing);

    /// <exception cref="EdgeException">An option is invalid.</exception>
    public static void Check(EdgeClientOptions options)
    {
        if (options.KeepAlive != TimeSpan.Zero && options.KeepAlive < MinInterval)
        {
            throw EdgeException.InvalidArgument(
                "keepalive_ms", $"is {Durations.Describe(options.KeepAlive)}; give {Durations.Describe(MinInterval)} at least, because servers close connections with more frequent PINGs, or 0 for none.");
        }

        Durations.Check(options.KeepAliveTimeout, "keepalive_timeout_ms");
    }
}

/// <summary>
/// Checks one connection by PINGs, after the peer has sent nothing for a while. The connection is lost if the peer then
/// sends nothing until the timeout. Guarded as the session.
/// </summary>
internal sealed class KeepAlive(KeepAliveSettings settings, Http2Session session)
{
    /// <summary>The end of the interval.</summary>
    private Deadline _due = Deadline.After(settings.Interval);

    /// <summary>When the peer tolerates another PING after <see cref="Http2Session.MaxPings"/>.</summary>
    private Deadline _tolerated = Deadline.After(settings.Spacing);

    /// <summary>When the peer has to have answered; never while no PING is unanswered.</summary>
    private Deadline _answerDue = Deadline.Never;

    /// <summary>When to call <see cref="Check"/>, unless something is received before.</summary>
    public Deadline Next => _answerDue.IsNever ? Due : _answerDue;

    private Deadline Due =>
        settings.WhenIdle || session.Pings < Http2Session.MaxPings || _tolerated.IsBefore(_due) ? _due : _tolerated;

    /// <summary>A call begins while there is no other: silence before it says nothing about the peer.</summary>
    public void Begin() => _due = Deadline.After(settings.Interval);

    /// <summary>The peer has sent something, whatever it is.</summary>
    public void OnReceived()
    {
        _due = Deadline.After(settings.Interval);
        _answerDue = Deadline.Never;
    }

    /// <summary>Writes a PING if one is due.</summary>
    /// <param name="hasCalls">Whether the connection carries a call.</param>
    /// <exception cref="ConnectionException">The peer has not answered in time.</exception>
    public void Check(bool hasCalls)
    {
        if (_answerDue.IsPast)
        {
            throw NoAnswer(settings.Timeout);
        }

        if (_answerDue.IsNever && Due.IsPast && (hasCalls || settings.WhenIdle))
        {
            // If the buffer is full because the peer reads nothing, it has the same time to read again.
            session.TryPing();
            _answerDue = Deadline.After(settings.Timeout);
            _tolerated = Deadline.After(settings.Spacing);
        }
    }

    /// <summary>The loss of a connection whose peer does not answer.</summary>
    public static ConnectionException NoAnswer(TimeSpan timeout) =>
        new($"it did not answer a keepalive PING within {Durations.Describe(timeout)}", ConnectionFault.NoKeepAlive);
}
