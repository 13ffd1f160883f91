using Grpc.Core;
using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Http2;
using Modzy.Edge.Transport.Direct.Io;
using Modzy.Edge.Transport.Direct.Messages;
using Modzy.Edge.Transport.Direct.Sharing;

namespace Modzy.Edge.Transport.Direct;

/// <summary>A connection to the edge, with all that a call on it needs. One call at a time.</summary>
internal sealed class DirectConnection : IDisposable
{
    private readonly Http2Connection _http2;
    private readonly HeaderBlockWriter _headers = new();
    private readonly RequestMessage _message;
    private readonly Answer _answer = new();
    private readonly ReplyContext _reply;
    private SentFields _sent;
    private bool _hasBegun;

    /// <inheritdoc cref="Http2Connection(EdgeSocket, BusyPoll?)"/>
    public DirectConnection(EdgeSocket socket, BusyPoll? busyPoll)
    {
        _http2 = new Http2Connection(socket, busyPoll);
        _message = new RequestMessage(_http2);
        _reply = new ReplyContext(_answer.Reply);
    }

    /// <summary>Whether a call was made on it already.</summary>
    public bool IsReused { get; private set; }

    /// <summary>Whether the connection is in order and has no call, so that another can be made.</summary>
    public bool IsReusable { get; private set; } = true;

    /// <summary>When it became idle, by <see cref="Environment.TickCount64"/>.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether the peer's system did not even acknowledge the call whose deadline passed: the connection leads nowhere.</summary>
    public bool IsUnacknowledged => IsReused && !_answer.HasBegun && _http2.IsRequestUnacknowledged;

    /// <summary>
    /// Whether the call for which the connection was lost can be made again: the edge says itself that it has not processed it; or
    /// the connection had been idle, and the call only reads, or a part of the request never left or was not read. The last byte
    /// of the message is in that part, and without it no call is processed.
    /// </summary>
    /// <param name="isSafe">Whether it does no harm if the call is processed twice.</param>
    /// <param name="sent">How much of it was sent.</param>
    public bool IsRepeatable(bool isSafe, EdgeSent sent) =>
        !_answer.HasBegun && (_http2.Stream.Refused || (IsReused && (isSafe || sent != EdgeSent.All)));

    /// <summary>How much of the request of the call that failed was sent, other than to a peer that is known not to have read it all.</summary>
    /// <param name="isLost">Whether the connection was lost.</param>
    /// <param name="deadline">Bounds the time for which it is looked what the peer has read.</param>
    public EdgeSent Sent(bool isLost, Deadline deadline)
    {
        EdgeSent sent = _hasBegun ? _http2.Sent : EdgeSent.None;
        return sent == EdgeSent.All && isLost && !_answer.HasBegun && _http2.IsRequestUnread(deadline) ? EdgeSent.None : sent;
    }

    /// <summary>Looks whether an idle connection is still there. To be called before each use: it costs less than a microsecond.</summary>
    public bool Refresh() => _http2.Refresh();

    /// <summary>Makes a call.</summary>
    /// <exception cref="RpcException">The answer is a failure.</exception>
    public TReply Call<TMessage, TReply>(
        Method<TMessage, TReply> method, TMessage message, RequestHeaders headers, CallOptions options, CallLimits limits)
        where TMessage : class
        where TReply : class
    {
        IsReusable = false;
        _hasBegun = false;
        _answer.Begin(limits.MaxReceiveBytes, limits.Deadline);
        using (options.CancellationToken.UnsafeRegister(static http2 => ((Http2Connection)http2!).Interrupt(), _http2))
        {
            try
            {
                _http2.AwaitStream(limits.Deadline);
                headers.Write(_headers, ref _sent, _http2.HeaderTableSize, method, limits.Deadline, options.Headers);
                _http2.Begin(_answer, _headers.Block);
                _hasBegun = true;
                _message.Write(method.RequestMarshaller, message, limits.Deadline);
                _http2.AwaitAnswer(limits.Deadline);
            }
            catch (RequestStoppedException)
            {
                // The answer came early.
            }
            catch (ConnectionException) when (_http2.Session.GoAway is PeerGoAway goAway)
            {
                throw ConnectionException.Announced(goAway);
            }
        }

        IsReusable = _http2.End();
        _answer.ThrowIfFailed(_http2.Stream, limits.Deadline);
        return method.ResponseMarshaller.ContextualDeserializer(_reply);
    }

    /// <summary>To be called after each call, however it ended.</summary>
    public void Release()
    {
        _answer.Clear();
        IsReused = true;
    }

    /// <summary>Makes a connection of it that carries many calls at a time, which takes its place.</summary>
    /// <inheritdoc cref="SharedConnection(EdgeSocket, Http2Session, SentFields, TimeSpan, Action{SharedConnection})"/>
    public SharedConnection Share(TimeSpan idleTimeout, Action<SharedConnection> ended) =>
        new(_http2.Socket, _http2.Session, _sent, idleTimeout, ended);

    /// <summary>Tells the peer, as far as possible, before the connection is closed.</summary>
    public void Abandon(Http2Error reason = Http2Error.NoError) => _http2.Abandon(reason);

    public void Dispose() => _http2.Dispose();
}
