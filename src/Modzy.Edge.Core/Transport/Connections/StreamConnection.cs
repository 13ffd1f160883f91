using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// A bidirectional stream on an exclusive connection of its own. Its reader thread connects, receives, and ends the
/// stream; the thread that sends a message writes it to the socket. One thread may send while another receives.
/// </summary>
/// <remarks>
/// One lock guards the session, what was received and not taken, and who sends. It is never held during a system call
/// that can wait. Frames other than DATA are sent by whoever writes them, without waiting; if DATA frames that were
/// counted are still to be sent, they follow these.
/// </remarks>
internal sealed partial class StreamConnection : IDataFrameWriter, IDisposable
{
    private readonly object _gate = new();
    private readonly ConnectionPool _pool;
    private readonly RequestHeaders _headers;
    private readonly Metadata? _metadata;
    private readonly IMethod _method;
    private readonly CallLimits _limits;
    private readonly TimeSpan _openTime;
    private readonly CancellationTokenRegistration _cancelling;

    /// <summary>Cancelled when the stream is over: ends connecting.</summary>
    private readonly CancellationTokenSource _over = new();
    private readonly ClientStream _stream = new();
    private readonly StreamResponse _response = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _reader;

    /// <summary>Null while there is none: the stream is being opened, or is over.</summary>
    private ExclusiveConnection? _connection;
    private EdgeSocket _socket = null!;
    private Http2Session _session = null!;
    private bool _isCancelled;

    /// <summary>Whether the stream has ended, was cancelled, or has failed.</summary>
    private bool _isOver;

    /// <summary>What the stream has failed with; null if it has ended with OK or goes on.</summary>
    private RpcException? _failure;

    /// <summary>Begins to open a stream.</summary>
    /// <param name="pool">Provides the connection.</param>
    /// <param name="headers">Encodes the header block.</param>
    /// <param name="method">The method.</param>
    /// <param name="limits">The deadline of the whole stream, and the largest message to receive.</param>
    /// <param name="openTime">Bounds the time to connect.</param>
    /// <param name="options">The metadata and the cancellation of the stream.</param>
    /// <exception cref="ThreadShortageException">The reader thread cannot be created.</exception>
    public StreamConnection(
        ConnectionPool pool,
        RequestHeaders headers,
        IMethod method,
        CallLimits limits,
        TimeSpan openTime,
        CallOptions options)
    {
        _pool = pool;
        _headers = headers;
        _method = method;
        _limits = limits;
        _openTime = openTime;
        _metadata = options.Headers;
        _framer = new MessageFramer(this);
        _deframer.Begin(limits.MaxReceiveBytes, limits.Deadline);
        _responseContext = new ResponseContext(_deframer.Buffer);
        _reader = LibraryThread.Start(Run);
        _cancelling = options.CancellationToken.UnsafeRegister(
            static stream => ((StreamConnection)stream!).Cancel(), this);
    }

    /// <summary>Completes when the request headers were sent, or could not be.</summary>
    public Task Opened => _opened.Task;

    /// <summary>
    /// What the stream has failed with, unless messages that came before are to be received first.
    /// </summary>
    public RpcException? Failure
    {
        get
        {
            lock (_gate)
            {
                return _isCancelled || HasUnread ? null : Copy(_failure);
            }
        }
    }

    /// <summary>Cancels the stream, and returns when it no longer uses its connection.</summary>
    public void Dispose()
    {
        Cancel();
        _cancelling.Dispose();
        if (_reader != Thread.CurrentThread)
        {
            _reader.Join();
        }
    }

    private void Cancel()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isCancelled = true;
            BeOver(new OperationCanceledException());
            InterruptReader();
        }

        WakeAll();
    }

    /// <summary>Fails the stream.</summary>
    /// <returns>What the stream has failed with: possibly something else that came before.</returns>
    private RpcException Fail(Exception cause)
    {
        lock (_gate)
        {
            _isDrained = true;
            if (_failure is null)
            {
                BeOver(cause);
                InterruptReader();
            }
        }

        WakeAll();
        return Copy(_failure)!;
    }

    /// <summary>Ends the stream for its callers. Call with the lock, then wake all.</summary>
    /// <param name="cause">Null if the stream has ended with status OK.</param>
    private void BeOver(Exception? cause)
    {
        _isOver = true;
        _failure = cause is null ? null : ToFailure(cause);
    }

    private void InterruptReader()
    {
        if (_connection is not null)
        {
            _socket.Interrupt();
        }
    }

    /// <summary>Call when the stream is over.</summary>
    private void WakeAll()
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            arrival = _arrival;
            _arrival = null;
        }

        _over.Cancel();
        _opened.TrySetResult();
        arrival?.SetResult();
        _received.SetAndWake();
        WakeSenders();
    }

    private void Run()
    {
        try
        {
            int attempt = 1;
            while (End(Carry(), mayOpenAgain: attempt < RetryPolicy.MaxAttemptsAtOnce))
            {
                attempt++;
            }
        }
        catch (Exception e)
        {
            // There is no memory left. Unhandled, it would end the process.
            Fail(e);
        }
    }

    /// <summary>Opens the stream and receives until it ends.</summary>
    /// <returns>Why its connection was lost; null if the stream has ended.</returns>
    private Exception? Carry()
    {
        try
        {
            Open();
            while (!Receive())
            {
            }

            return null;
        }
        catch (ConnectionException) when (_connection is not null && _session.GoAway is PeerGoAway goAway)
        {
            return ConnectionException.Announced(goAway);
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void Open()
    {
        Deadline deadline = Deadline.Earlier(Deadline.After(_openTime), _limits.Deadline);
        ExclusiveConnection connection = _pool.Rent(deadline, _over.Token);
        _pool.CountStreams(1);
        lock (_gate)
        {
            (_connection, _socket, _session) = (connection, connection.Socket, connection.Session);
            ThrowIfCancelled();
        }

        _response.Begin();
        connection.BeginStream(_stream, _response, _method, _headers, _limits, _metadata, deadline);
        lock (_gate)
        {
            ThrowIfCancelled();
            _isConnected = true;
            EndRequests();
            SendControl();
        }

        _opened.TrySetResult();
        WakeSenders();
    }

    private void ThrowIfCancelled()
    {
        if (_isOver)
        {
            throw new OperationCanceledException();
        }
    }

    /// <summary>Ends the use of the connection.</summary>
    /// <param name="end">Why it was lost; null if the stream has ended.</param>
    /// <param name="mayOpenAgain">Whether the stream was not opened too often.</param>
    /// <returns>Whether the stream is to be opened on another connection.</returns>
    private bool End(Exception? end, bool mayOpenAgain)
    {
        ExclusiveConnection? connection;
        bool opensAgain;
        lock (_gate)
        {
            connection = _connection;
            opensAgain = mayOpenAgain && connection is not null && MayOpenAgain(end, connection);
            if (!opensAgain && !_isOver)
            {
                BeOver(end ?? Outcome());
            }

            if (_usesSocket)
            {
                _socket.Interrupt();
            }

            _connection = null;
            _isConnected = false;
        }

        if (!opensAgain)
        {
            WakeAll();
        }

        if (connection is not null)
        {
            connection.EndStream(_stream, end ?? _violation, isTruncated: !AwaitSender());
            _pool.CountStreams(-1);
            _pool.Return(connection);
        }

        return opensAgain;
    }

    /// <summary>Waits until no sending thread uses the socket.</summary>
    /// <returns>Whether all frames were sent in full.</returns>
    private bool AwaitSender()
    {
        lock (_gate)
        {
            while (_usesSocket)
            {
                Monitor.Wait(_gate);
            }

            return !_hasUnsentData;
        }
    }

    /// <summary>
    /// Whether a stream is opened on another connection: the peer has not processed it, or a connection was lost that
    /// had been idle, and no message was sent.
    /// </summary>
    private bool MayOpenAgain(Exception? end, ExclusiveConnection connection) =>
        !_isOver && !_hasSent && !_hasUnsentData && !_response.HasBegun
        && (_stream.Refused || end is ConnectionException)
        && RetryPolicy.MayRetryExclusive(_stream.Refused, connection.IsReused, isIdempotent: true, EdgeSent.None);

    /// <summary>What a stream that has ended has failed with; null if its status is OK.</summary>
    private Exception? Outcome()
    {
        try
        {
            _response.ThrowIfFailed(_stream, Deadline.Never);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static RpcException ToFailure(Exception cause) =>
        cause as RpcException ?? new RpcException(
            StatusMapping.FromException(cause) ?? new Status(StatusCode.ResourceExhausted, cause.Message, cause));

    /// <summary>A copy for another thread to throw.</summary>
    private static RpcException? Copy(RpcException? failure) =>
        failure is null ? null : new RpcException(failure.Status, failure.Trailers);
}
