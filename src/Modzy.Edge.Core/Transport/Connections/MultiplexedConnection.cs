using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// A connection that carries many short calls at a time. The thread that makes a call sends it, together with what
/// others have written meanwhile; the connection's reader thread receives the responses and wakes the callers.
/// </summary>
/// <remarks>
/// One lock guards the session, the list of calls and the state of the socket. It is never held during a system call
/// that can wait. A call that cannot be written in full at once is refused: it takes another path, see
/// <see cref="Routing"/>.
/// </remarks>
internal sealed partial class MultiplexedConnection
{
    /// <summary>
    /// Bounds the memory: each holds its message, of 16 KiB at most. Those that the peer does not allow at a time wait.
    /// </summary>
    private const int MaxAsyncCalls = 1024;

    private readonly object _gate = new();
    private readonly EdgeSocket _socket;
    private readonly Http2Session _session;
    private readonly HpackEncoder _headers = new();
    private readonly KeepAlive? _keepAlive;
    private readonly TimeSpan _idleTimeout;
    private readonly Action<MultiplexedConnection> _ended;
    private HpackEncoderState _hpackState;

    private readonly List<PendingCall> _calls = [];
    private readonly Stack<BlockingCall> _spareBlocking = [];
    private readonly Stack<AsyncCall> _spareAsync = [];
    private long _idleSince = Environment.TickCount64;

    private volatile bool _isOpen = true;
    private bool _isClosed;
    private volatile Exception? _end;

    /// <param name="socket">Owned by the connection from now on.</param>
    /// <param name="session">Without open streams.</param>
    /// <param name="hpackState">The state of the peer's dynamic table.</param>
    /// <param name="keepAlive">Checks the peer; null if it is not checked.</param>
    /// <param name="idleTimeout">How long the connection stays open without calls.</param>
    /// <param name="ended">Called when the connection is closed, for whatever reason.</param>
    public MultiplexedConnection(
        EdgeSocket socket,
        Http2Session session,
        HpackEncoderState hpackState,
        KeepAlive? keepAlive,
        TimeSpan idleTimeout,
        Action<MultiplexedConnection> ended)
    {
        _socket = socket;
        _session = session;
        _hpackState = hpackState;
        _keepAlive = keepAlive;
        _idleTimeout = idleTimeout;
        _ended = ended;
    }

    /// <summary>Whether it takes calls.</summary>
    public bool IsOpen => _isOpen && !_isSuspect;

    /// <summary>Why the connection was lost; null while it is not.</summary>
    public Exception? End => _end;

    /// <summary>Makes a call and waits for it, if the connection can take it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="message">The request.</param>
    /// <param name="headers">Encodes the header block.</param>
    /// <param name="options">The call's metadata and cancellation.</param>
    /// <param name="limits">The call's deadline and the largest response.</param>
    /// <param name="mayRetry">Whether a call that failed may be sent again.</param>
    /// <param name="reply">The response.</param>
    /// <returns>Whether the call was made; otherwise nothing was sent.</returns>
    /// <exception cref="RpcException">The response is a failure.</exception>
    public bool TryCall<TMessage, TReply>(
        Method<TMessage, TReply> method,
        TMessage message,
        RequestHeaders headers,
        CallOptions options,
        CallLimits limits,
        ref bool mayRetry,
        [NotNullWhen(true)] out TReply? reply)
        where TMessage : class
        where TReply : class
    {
        BlockingCall call = TakeBlockingCall();
        try
        {
            if (!TryBegin(call, method, message, headers, options, limits))
            {
                reply = null;
                return false;
            }

            Await(call, limits.Deadline, options.CancellationToken);
            mayRetry = call.MayRetry(method);
            call.ThrowIfFailed();
            reply = method.ResponseMarshaller.ContextualDeserializer(call.ResponseContext);
            return true;
        }
        catch (Exception e)
        {
            e.WithSent(call.Sent);
            throw;
        }
        finally
        {
            Return(call);
        }
    }

    /// <summary>
    /// Provides the state for an asynchronous call, to be returned; null if too many calls are pending.
    /// </summary>
    public AsyncCall? TakeAsyncCall()
    {
        lock (_gate)
        {
            return _calls.Count >= MaxAsyncCalls ? null
                : _spareAsync.TryPop(out AsyncCall? call) ? call
                : new AsyncCall(this);
        }
    }

    /// <summary>Sends the request of an asynchronous call, if the connection can take it.</summary>
    /// <param name="call">To be passed to <see cref="AwaitAsync"/>.</param>
    /// <param name="method">The method.</param>
    /// <param name="message">The request. It is not read after this has returned.</param>
    /// <param name="headers">Encodes the header block.</param>
    /// <param name="options">The call's metadata and cancellation.</param>
    /// <param name="limits">The call's deadline and the largest response.</param>
    /// <param name="handler">Handles the end of the call; null if it is awaited.</param>
    /// <returns>Whether the call was begun; otherwise nothing was sent.</returns>
    public bool TryStart<TMessage, TReply>(
        AsyncCall call,
        Method<TMessage, TReply> method,
        TMessage message,
        RequestHeaders headers,
        CallOptions options,
        CallLimits limits,
        ICompletionHandler? handler = null)
    {
        call.Handler = handler;
        if (!TryBegin(call, method, message, headers, options, limits))
        {
            return false;
        }

        ScheduleDeadline(limits.Deadline);
        return true;
    }

    /// <summary>Waits until a call has ended or was given up.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TimeoutException">Its deadline has passed.</exception>
    public static async ValueTask AwaitAsync(AsyncCall call, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static call => ((AsyncCall)call!).Cancel(), call))
        {
            await call.Ended.ConfigureAwait(false);
        }

        ThrowIfGivenUp(call, cancellation);
    }

    /// <summary>Gives up a call, unless it has ended.</summary>
    public void Cancel(AsyncCall call)
    {
        if (GiveUp(call))
        {
            WaitingThread.WakeAll(call.Resume(null));
        }
    }

    /// <summary>Takes back the state of a call, whether or not it has ended.</summary>
    public void Return(AsyncCall call)
    {
        if (call.IsPending)
        {
            GiveUp(call);
            return;
        }

        call.Clear();
        lock (_gate)
        {
            _spareAsync.Push(call);
        }
    }

    /// <summary>Writes the request and sends it, if all of it fits now.</summary>
    private bool TryBegin<TMessage, TReply>(
        PendingCall call,
        Method<TMessage, TReply> method,
        TMessage request,
        RequestHeaders headers,
        CallOptions options,
        CallLimits limits)
    {
        if (!call.Message.TryWrite(method.RequestMarshaller, request))
        {
            return false;
        }

        ReadOnlySpan<byte> pending;
        lock (_gate)
        {
            if (!IsOpen)
            {
                return false;
            }

            _calls.EnsureCapacity(_calls.Count + 1);
            var fields = new RequestFields(headers, method, limits.Deadline, options.Headers);
            if (!(MustWait ? TryWait(call, fields) : TryWrite(call, fields)))
            {
                return false;
            }

            if (_calls.Count == 0)
            {
                _keepAlive?.Begin();
            }

            call.Begin(limits);
            call.Index = _calls.Count;
            _calls.Add(call);
            if (!TakeSending(out pending))
            {
                return true;
            }
        }

        Send(pending);
        return true;
    }

    /// <summary>Writes a request, if all of it fits now. Call with the lock.</summary>
    private bool TryWrite(PendingCall call, in RequestFields fields)
    {
        ReadOnlySpan<byte> message = call.Message.Bytes;
        HpackEncoderState state = _hpackState;
        fields.Write(_headers, ref state, _session.HeaderTableSize);
        if (!_session.MayBegin || !Fits(message.Length))
        {
            return false;
        }

        // From here on nothing can fail: the session, the HPACK state and the list must agree.
        _session.Begin(call.Stream, call.Response, _headers.Block);
        _hpackState = state;
        message.CopyTo(_session.Output.Data(0, message.Length));
        _session.EndData(call.Stream, message.Length, endStream: true);
        return true;
    }

    /// <summary>Whether a request with the present header block fits the windows and the buffer.</summary>
    private bool Fits(int length) =>
        length <= _session.InitialWindow
        && FrameHeader.Size + _headers.Block.Length + length <= _session.Output.DataRoom
        && _headers.Block.Length <= _session.MaxFrameLength;

    private void Await(BlockingCall call, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            using (cancellation.UnsafeRegister(static call => ((BlockingCall)call!).Cancel(), call))
            {
                call.Wait(deadline);
            }
        }
        finally
        {
            GiveUp(call);
        }

        ThrowIfGivenUp(call, cancellation);
    }

    private static void ThrowIfGivenUp(PendingCall call, CancellationToken cancellation)
    {
        if (!call.IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
    }

    /// <summary>Resets the stream of a call that has not ended.</summary>
    /// <returns>Whether it had not ended.</returns>
    private bool GiveUp(PendingCall call)
    {
        if (call.IsOver)
        {
            return false;
        }

        ReadOnlySpan<byte> pending;
        lock (_gate)
        {
            // It may be over by now, and the list may have another call at its index.
            if (call.Index >= _calls.Count || _calls[call.Index] != call)
            {
                return false;
            }

            Remove(call);

            EndStream(call);
            SuspectIfSilent(call);
            BeginWaiting();
            if (!TakeSending(out pending))
            {
                return true;
            }
        }

        Send(pending);
        return true;
    }

    /// <summary>Removes a call from the list; the last one takes its index. Call with the lock.</summary>
    private void Remove(PendingCall call)
    {
        PendingCall last = _calls[^1];
        _calls[call.Index] = last;
        last.Index = call.Index;
        _calls.RemoveAt(_calls.Count - 1);
    }

    /// <summary>Ends the stream of a call that was removed from the list. Call with the lock.</summary>
    private void EndStream(PendingCall call)
    {
        if (!EndWait(call))
        {
            // A sending thread has recorded, with the lock, what it offers to the kernel, but not yet how much the
            // kernel took.
            call.Sent = Http2Session.SentOf(call.Stream, Math.Max(_session.Output.Sent, _offered));
            _session.End(call.Stream);
        }

        if (_calls.Count == 0)
        {
            _idleSince = Environment.TickCount64;
            if (!_isOpen)
            {
                StopTaking();
            }
        }
    }

    private BlockingCall TakeBlockingCall()
    {
        lock (_gate)
        {
            return _spareBlocking.TryPop(out BlockingCall? call) ? call : new BlockingCall();
        }
    }

    private void Return(BlockingCall call)
    {
        call.Clear();
        lock (_gate)
        {
            _spareBlocking.Push(call);
        }
    }
}
