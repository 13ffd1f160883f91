using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>
/// A connection that carries one stream at a time, spoken by the thread that makes the call: it sends, and it waits for
/// what it needs.
/// </summary>
internal sealed partial class Http2Connection : IDisposable
{
    /// <summary>How much a peer has reason to send while there is no call, such as a ping now and then. Every socket holds as much.</summary>
    private const int MaxIdleBytes = 16 * 1024;

    private readonly EdgeSocket _socket;
    private readonly BusyPoll? _busyPoll;
    private readonly Http2Session _session = new();
    private readonly SendBuffer _output;
    private readonly ReceiveBuffer _input;
    private readonly ClientStream _stream = new();
    private bool _isOpen;

    /// <summary>Whether the peer violated HTTP/2 after its answer.</summary>
    private bool _isBroken;


    /// <param name="socket">Belongs to the connection from now on.</param>
    /// <param name="busyPoll">How to wait for the peer; null to sleep at once.</param>
    public Http2Connection(EdgeSocket socket, BusyPoll? busyPoll)
    {
        _socket = socket;
        _busyPoll = busyPoll;
        _output = _session.Output;
        _input = _session.Input;
    }

    public EdgeSocket Socket => _socket;

    public Http2Session Session => _session;

    /// <summary>The stream of the call that runs, or of the last.</summary>
    public ClientStream Stream => _stream;

    /// <inheritdoc cref="PeerSettings.HeaderTableSize"/>
    public uint HeaderTableSize => _session.HeaderTableSize;

    /// <inheritdoc cref="Http2Session.SentOf(ClientStream)"/>
    public EdgeSent Sent => _session.SentOf(_stream);

    /// <summary>Whether the peer's system has acknowledged nothing of the request.</summary>
    public bool IsRequestUnacknowledged => _socket.IsUnacknowledged(_stream.RequestBegin);

    private bool IsAnswered => _isOpen && _stream.IsAnswered;

    public void Interrupt() => _socket.Interrupt();

    /// <summary>Whether the peer is known to have closed the connection without reading the whole request.</summary>
    /// <param name="deadline">Bounds the time for which it is looked.</param>
    public bool IsRequestUnread(Deadline deadline) =>
        _socket.IsUnread(_stream.RequestBegin, isRequestLast: _output.Written == _stream.RequestEnd, deadline);

    /// <summary>
    /// Looks once, without waiting, at what came while the connection was idle. A peer that has sent much that nobody has asked for
    /// is not worth a call.
    /// </summary>
    /// <returns>Whether the connection can still be used.</returns>
    public bool Refresh()
    {
        try
        {
            int count = _socket.TryReceive(_input.Free);
            _session.Take(count);
            return count < MaxIdleBytes && _session.CanBegin && TryFlush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            return false;
        }
    }

    /// <summary>Waits until the peer allows a stream. Most always do.</summary>
    public void AwaitStream(Deadline deadline)
    {
        while (!_session.MayBegin && _session.CanBegin)
        {
            Exchange(deadline);
        }

        if (!_session.CanBegin)
        {
            _stream.Refused = true;
            throw _session.GoAway is PeerGoAway goAway
                ? ConnectionException.Announced(goAway)
                : new ConnectionException("the connection has no stream identifiers left");
        }
    }

    /// <summary>Begins a stream. What is sent waits in the buffer until there is more of it or it is needed.</summary>
    /// <param name="receiver">Takes the answer.</param>
    /// <param name="headers">The header block of the request.</param>
    public void Begin(IStreamReceiver receiver, ReadOnlySpan<byte> headers)
    {
        _session.Begin(_stream, receiver, headers);
        _isOpen = true;
    }

    /// <summary>Waits until the answer is complete.</summary>
    public void AwaitAnswer(Deadline deadline)
    {
        while (!IsAnswered)
        {
            Exchange(deadline);
        }
    }

    /// <summary>Ends the stream after its answer, in an orderly way.</summary>
    /// <returns>Whether the connection can be used again.</returns>
    public bool End()
    {
        _isOpen = false;
        _session.End(_stream);
        try
        {
            if (!_isBroken && !_socket.IsInterrupted && _session.CanBegin && TryFlush())
            {
                _output.Release();
                return true;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            // It cannot be used again.
        }

        return false;
    }

    /// <summary>
    /// Tells the peer, if that is possible without waiting, that its answer is not wanted any more and that the connection
    /// will be closed.
    /// </summary>
    /// <param name="reason">What was wrong with what the peer did, if anything.</param>
    public void Abandon(Http2Error reason = Http2Error.NoError)
    {
        _isOpen = false;
        try
        {
            _session.Abandon(reason);
            TryFlush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The peer will notice that the connection is gone.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _output.Release();
    }

    private static bool IsLoss(Exception e) =>
        e is ConnectionException or Http2Exception or HpackException or OperationCanceledException;
}
