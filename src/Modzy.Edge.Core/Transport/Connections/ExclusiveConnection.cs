using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// A connection that carries one call at a time. The thread that makes the call sends and receives on it. No lock: the
/// pool gives the connection to one call, and only <see cref="EdgeSocket.Interrupt"/> is called from other threads.
/// </summary>
internal sealed partial class ExclusiveConnection : IDataFrameWriter, IDisposable
{
    /// <summary>
    /// What a peer may send while there is no call, such as a PING now and then. A receive buffer of any socket holds
    /// as much.
    /// </summary>
    private const int MaxIdleBytes = 16 * 1024;

    private readonly EdgeSocket _socket;
    private readonly BusyPoll? _busyPoll;
    private readonly KeepAlive? _keepAlive;
    private readonly Http2Session _session = new();
    private readonly SendBuffer _output;
    private readonly ReceiveBuffer _input;
    private readonly ClientStream _stream = new();
    private readonly HpackEncoder _headers = new();
    private readonly MessageFramer _message;
    private readonly UnaryResponse _response = new();
    private readonly ResponseContext _responseContext;
    private HpackEncoderState _hpackState;

    /// <summary>Whether HEADERS of the present call were written.</summary>
    private bool _hasBegun;

    /// <summary>Whether the stream of the present call is open.</summary>
    private bool _isOpen;

    /// <summary>Whether the peer violated HTTP/2 after a complete response.</summary>
    private bool _isBroken;

    /// <summary>Whether the last frame was sent in part.</summary>
    private bool _isTruncated;

    /// <param name="socket">Owned by the connection from now on.</param>
    /// <param name="busyPoll">Spins before the thread sleeps; null to sleep at once.</param>
    /// <param name="keepAlive">How the peer is checked; null if it is not.</param>
    public ExclusiveConnection(EdgeSocket socket, BusyPoll? busyPoll, KeepAliveSettings? keepAlive)
    {
        _keepAlive = keepAlive is null ? null : new KeepAlive(keepAlive, _session);
        _socket = socket;
        _busyPoll = busyPoll;
        _output = _session.Output;
        _input = _session.Input;
        _message = new MessageFramer(this);
        _responseContext = new ResponseContext(_response.Buffer);
    }

    /// <summary>For the owner of a stream.</summary>
    public EdgeSocket Socket => _socket;

    /// <summary>For the owner of a stream.</summary>
    public Http2Session Session => _session;

    /// <summary>For the owner of a stream.</summary>
    public KeepAlive? KeepAlive => _keepAlive;

    /// <summary>Whether an earlier call used the connection.</summary>
    public bool IsReused { get; private set; }

    /// <summary>Whether the connection is usable and idle.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>
    /// When it became idle, by <see cref="Environment.TickCount64"/>. Belongs to <see cref="IdleConnections"/>.
    /// </summary>
    public long IdleSince { get; set; }

    /// <summary>
    /// Whether the peer's TCP has acknowledged nothing of the call whose deadline passed: the path to the peer is
    /// broken.
    /// </summary>
    public bool IsUnacknowledged =>
        IsReused && !_response.HasBegun && _socket.IsUnacknowledged(_stream.RequestBegin);

    private bool IsAnswered => _isOpen && _stream.IsAnswered;

    /// <summary>Whether the failed call may be sent again on another connection.</summary>
    /// <param name="isIdempotent">Whether the method only reads.</param>
    /// <param name="sent">How much of the request was sent.</param>
    public bool MayRetry(bool isIdempotent, EdgeSent sent) =>
        !_response.HasBegun && RetryPolicy.MayRetryExclusive(_stream.Refused, IsReused, isIdempotent, sent);

    /// <summary>How much of the failed call's request the peer can have read.</summary>
    /// <param name="failure">Why the call failed.</param>
    /// <param name="deadline">Bounds the wait for a TCP reset, which proves that the peer has not read the
    /// request.</param>
    public EdgeSent Sent(Exception failure, Deadline deadline)
    {
        EdgeSent sent = _hasBegun ? _session.SentOf(_stream) : EdgeSent.None;
        return sent == EdgeSent.All && failure is ConnectionException loss && !_response.HasBegun
            && (_session.IsUnprocessed(loss) || IsRequestUnread(deadline)) ? EdgeSent.None : sent;
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="RpcException">The response is a failure.</exception>
    public TReply Call<TMessage, TReply>(
        Method<TMessage, TReply> method,
        TMessage message,
        RequestHeaders headers,
        CallOptions options,
        CallLimits limits)
        where TMessage : class
        where TReply : class
    {
        IsReusable = false;
        _hasBegun = false;
        _response.Begin(limits.MaxReceiveBytes, limits.Deadline);
        _keepAlive?.Begin();
        using (options.CancellationToken.UnsafeRegister(static socket => ((EdgeSocket)socket!).Interrupt(), _socket))
        {
            try
            {
                AwaitStream(_stream, limits.Deadline);
                headers.Write(
                    _headers, ref _hpackState, _session.HeaderTableSize, method, limits.Deadline, options.Headers);
                _session.Begin(_stream, _response, _headers.Block);
                _isOpen = _hasBegun = true;
                _message.Write(method.RequestMarshaller, message, limits.Deadline);
                AwaitResponse(limits.Deadline);
            }
            catch (RequestStoppedException)
            {
                // The response was complete before the request was.
            }
            catch (ConnectionException) when (_session.GoAway is PeerGoAway goAway)
            {
                throw ConnectionException.Announced(goAway);
            }
        }

        IsReusable = TryEndStream(_stream);
        _response.ThrowIfFailed(_stream, limits.Deadline);
        return method.ResponseMarshaller.ContextualDeserializer(_responseContext);
    }

    /// <summary>Begins a stream, whose owner uses <see cref="Socket"/> and <see cref="Session"/> from now on.</summary>
    /// <param name="stream">New, or closed.</param>
    /// <param name="receiver">Receives the response.</param>
    /// <param name="method">The method.</param>
    /// <param name="headers">Encodes the header block.</param>
    /// <param name="limits">The deadline of the stream.</param>
    /// <param name="metadata">The metadata of the stream.</param>
    /// <param name="deadline">Bounds the wait for the peer to allow a stream.</param>
    public void BeginStream(
        ClientStream stream,
        IStreamReceiver receiver,
        IMethod method,
        RequestHeaders headers,
        CallLimits limits,
        Metadata? metadata,
        Deadline deadline)
    {
        IsReusable = false;
        _keepAlive?.Begin();
        AwaitStream(stream, deadline);
        headers.Write(_headers, ref _hpackState, _session.HeaderTableSize, method, limits.Deadline, metadata);
        _session.Begin(stream, receiver, _headers.Block);
    }

    /// <summary>Ends a stream, whose owner no longer uses the connection.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="end">Why its connection was lost; null if the stream has ended.</param>
    /// <param name="isTruncated">Whether a frame may have been sent in part.</param>
    public void EndStream(ClientStream stream, Exception? end, bool isTruncated)
    {
        _isTruncated = isTruncated;
        if (end is null && !isTruncated)
        {
            IsReusable = TryEndStream(stream);
        }
        else if (end is not null && StatusMapping.ToHttp2Error(end) is Http2Error violation)
        {
            Abandon(violation);
        }
    }

    /// <summary>
    /// Reads, without waiting, what came while the connection was idle. Call before each use; it takes less than a
    /// microsecond.
    /// </summary>
    /// <returns>Whether the connection is still usable.</returns>
    public bool Refresh()
    {
        try
        {
            int count = _socket.TryReceive(_input.Free);
            if (count > 0)
            {
                _keepAlive?.OnReceived();
            }

            _session.Take(count);
            return count < MaxIdleBytes && _session.CanBegin && TryFlush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            return false;
        }
    }

    /// <summary>Checks the peer of the idle connection, without waiting.</summary>
    /// <returns>Whether the connection is still usable.</returns>
    public bool CheckIdle()
    {
        try
        {
            // Written with the next flush, which is Refresh's.
            _keepAlive?.Check(hasCalls: false);
            return Refresh();
        }
        catch (ConnectionException)
        {
            return false;
        }
    }

    /// <summary>Ends a call, whatever its outcome. Call before the connection goes back to the pool.</summary>
    public void Release()
    {
        _response.Clear();
        IsReused = true;
    }

    /// <summary>Turns the idle connection into a multiplexed one, which owns the socket from then on.</summary>
    /// <inheritdoc cref="MultiplexedConnection(EdgeSocket, Http2Session, HpackEncoderState, Connections.KeepAlive, TimeSpan, Action{MultiplexedConnection})"/>
    public MultiplexedConnection ToMultiplexed(TimeSpan idleTimeout, Action<MultiplexedConnection> ended) =>
        new(_socket, _session, _hpackState, _keepAlive, idleTimeout, ended);

    /// <summary>
    /// Sends RST_STREAM and GOAWAY if that is possible without waiting. Call before <see cref="Dispose"/>.
    /// </summary>
    /// <param name="reason">The peer's violation, if there was one.</param>
    public void Abandon(Http2Error reason = Http2Error.NoError)
    {
        _isOpen = false;
        if (_isTruncated)
        {
            return;
        }

        try
        {
            _session.Abandon(reason);
            TryFlush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The peer sees the TCP connection close.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _output.Release();
    }

    private bool IsRequestUnread(Deadline deadline) =>
        _socket.IsUnread(_stream.RequestBegin, isRequestLast: _output.Written == _stream.RequestEnd, deadline);

    private static bool IsLoss(Exception e) =>
        e is ConnectionException or Http2Exception or HpackException or OperationCanceledException;
}
