using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Messages;

namespace Modzy.Edge.Transport.Direct.Sharing;

/// <summary>
/// A connection that carries many short calls at a time. Whoever makes one sends it, together with those that others have
/// written meanwhile; a thread of the connection receives the answers and wakes their callers.
/// </summary>
/// <remarks>
/// With a connection for each of many callers, the peer and the system spend several times as much on a call: on each
/// alone they wait, wake and read. Nothing here waits for the peer but that thread: a call that cannot leave at once
/// as a whole is none for this connection.
/// </remarks>
internal sealed partial class SharedConnection
{
    /// <summary>The thread has little on its stack.</summary>
    private const int StackSize = 256 * 1024;

    private readonly object _gate = new();
    private readonly EdgeSocket _socket;
    private readonly Http2Session _session;
    private SentFields _sent;
    private readonly HeaderBlockWriter _headers = new();
    private readonly TimeSpan _idleTimeout;
    private readonly Action<SharedConnection> _ended;

    /// <summary>Those that are under way.</summary>
    private readonly List<SharedCall> _calls = [];
    private readonly Stack<BlockedCall> _spare = [];
    private volatile bool _isOpen = true;
    private bool _isClosed;
    private volatile Exception? _end;
    private long _idleSince = Environment.TickCount64;

    /// <param name="socket">Belongs to the connection from now on.</param>
    /// <param name="session">With no streams.</param>
    /// <param name="sent">What was sent before.</param>
    /// <param name="idleTimeout">After what time without calls the connection ends.</param>
    /// <param name="ended">Called when it has ended, for whatever reason.</param>
    public SharedConnection(
        EdgeSocket socket, Http2Session session, SentFields sent, TimeSpan idleTimeout, Action<SharedConnection> ended)
    {
        _socket = socket;
        _session = session;
        _sent = sent;
        _idleTimeout = idleTimeout;
        _ended = ended;
    }

    /// <summary>Whether it takes calls.</summary>
    public bool IsOpen => _isOpen && !_isDoubtful;

    /// <summary>Why it is lost, if it is.</summary>
    public Exception? End => _end;

    /// <summary>Makes a call, if the connection can take it.</summary>
    /// <param name="method">What is called.</param>
    /// <param name="message">The request.</param>
    /// <param name="headers">Writes the header block.</param>
    /// <param name="options">The call's metadata and cancellation.</param>
    /// <param name="limits">What bounds the call.</param>
    /// <param name="repeatable">Whether it is certain that the edge has not processed the call that failed.</param>
    /// <param name="reply">The reply.</param>
    /// <returns>Whether it was made; otherwise nothing was done.</returns>
    /// <exception cref="RpcException">The answer is a failure.</exception>
    public bool TryCall<TMessage, TReply>(
        Method<TMessage, TReply> method,
        TMessage message,
        RequestHeaders headers,
        CallOptions options,
        CallLimits limits,
        ref bool repeatable,
        [NotNullWhen(true)] out TReply? reply)
        where TMessage : class
        where TReply : class
    {
        BlockedCall call = TakeSpare();
        try
        {
            if (!TryBegin(call, method, message, headers, options, limits))
            {
                reply = null;
                return false;
            }

            Await(call, limits.Deadline, options.CancellationToken);
            repeatable = call.IsRepeatable(method.Name);
            call.ThrowIfFailed();
            reply = method.ResponseMarshaller.ContextualDeserializer(call.Reply);
            return true;
        }
        catch (Exception e)
        {
            e.WithSent(call.Sent);
            throw;
        }
        finally
        {
            ReturnSpare(call);
        }
    }

    /// <summary>Sends the request, if that is possible as a whole and at once.</summary>
    private bool TryBegin<TMessage, TReply>(
        SharedCall call,
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

        ReadOnlySpan<byte> message = call.Message.Bytes;
        ReadOnlySpan<byte> pending;
        lock (_gate)
        {
            if (!IsOpen || !_session.MayBegin || _session.InitialWindow < message.Length)
            {
                return false;
            }

            SentFields sent = _sent;
            headers.Write(_headers, ref sent, _session.HeaderTableSize, method, limits.Deadline, options.Headers);
            if (_session.Output.DataRoom < FrameHeader.Size + _headers.Block.Length + message.Length
                || _headers.Block.Length > _session.MaxFrameLength)
            {
                return false;
            }

            // Nothing that can fail comes between the first sign of the call and the last.
            _calls.EnsureCapacity(_calls.Count + 1);
            call.Begin(limits);
            _session.Begin(call.Stream, call.Answer, _headers.Block);
            _sent = sent;
            _calls.Add(call);
            message.CopyTo(_session.Output.Data(0, message.Length));
            _session.EndData(call.Stream, message.Length, endStream: true);
            if (!TakeSending(out pending))
            {
                return true;
            }
        }

        Send(pending);
        return true;
    }

    /// <summary>Waits until the call is over, or ends it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TimeoutException">Its deadline has passed.</exception>
    private void Await(BlockedCall call, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            using (cancellation.UnsafeRegister(static call => ((BlockedCall)call!).Cancel(), call))
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

    /// <summary>What a call that was given up fails with.</summary>
    private static void ThrowIfGivenUp(SharedCall call, CancellationToken cancellation)
    {
        if (!call.IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
    }

    /// <summary>Tells the peer that an answer is not waited for any more, if it has not come.</summary>
    /// <returns>Whether it has not.</returns>
    private bool GiveUp(SharedCall call)
    {
        if (call.IsOver)
        {
            return false;
        }

        ReadOnlySpan<byte> pending;
        lock (_gate)
        {
            if (!_calls.Remove(call))
            {
                return false;
            }

            EndStream(call);
            DoubtIfSilent(call);
            if (!TakeSending(out pending))
            {
                return true;
            }
        }

        Send(pending);
        return true;
    }

    private void EndStream(SharedCall call)
    {
        // A thread that sends has noted with the lock how much that is, and not yet how much the system has taken.
        call.Sent = Http2Session.SentOf(call.Stream, Math.Max(_session.Output.Sent, _offered));
        _session.End(call.Stream);
        if (_calls.Count == 0)
        {
            _idleSince = Environment.TickCount64;
            if (!_isOpen)
            {
                StopTaking();
            }
        }
    }

    private BlockedCall TakeSpare()
    {
        lock (_gate)
        {
            return _spare.TryPop(out BlockedCall? call) ? call : new BlockedCall();
        }
    }

    private void ReturnSpare(BlockedCall call)
    {
        call.Clear();
        lock (_gate)
        {
            _spare.Push(call);
        }
    }
}
