using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Connections;

/// <summary>
/// Asynchronous calls that wait for a stream: the peer allows fewer at a time (SETTINGS_MAX_CONCURRENT_STREAMS). They
/// are among the calls of the connection, so that their deadlines and cancellation are the same.
/// </summary>
internal sealed partial class MultiplexedConnection
{
    /// <summary>In the order in which they were started.</summary>
    private readonly LinkedList<AsyncCall> _waiting = [];

    /// <summary>Whether the peer allows no other call now, or others wait already. Read with the lock.</summary>
    private bool MustWait => _session.CanBegin && (!_session.MayBegin || _waiting.Count > 0);

    /// <summary>Lets an asynchronous call wait, if it would fit now. Call with the lock.</summary>
    private bool TryWait(PendingCall call, in RequestFields fields)
    {
        // Also makes what the reader thread must not allocate.
        HpackEncoderState state = _hpackState;
        fields.Write(_headers, ref state, _session.HeaderTableSize);
        if (call is not AsyncCall waiting || !Fits(call.Message.Bytes.Length))
        {
            return false;
        }

        _waiting.AddLast(waiting.Node);
        waiting.WaitsWith = fields;
        waiting.Stream.Forget();
        return true;
    }

    /// <summary>Writes the requests of calls that wait, as far as they fit now. Call with the lock.</summary>
    private void BeginWaiting()
    {
        while (_waiting.First?.Value is AsyncCall call && TryWrite(call, call.WaitsWith!.Value))
        {
            EndWait(call);
        }
    }

    /// <summary>Ends the wait of a call. Call with the lock.</summary>
    /// <returns>Whether it has waited.</returns>
    private bool EndWait(PendingCall call)
    {
        if (call is not AsyncCall { WaitsWith: not null } waiting)
        {
            return false;
        }

        waiting.WaitsWith = null;
        _waiting.Remove(waiting.Node);
        return true;
    }

    /// <summary>Ends the calls that wait, because no stream can begin any more. Call with the lock.</summary>
    private void LoseWaiting()
    {
        while (_waiting.First?.Value is AsyncCall call)
        {
            ConnectionException loss = _session.GoAway is PeerGoAway goAway
                ? ConnectionException.Announced(goAway)
                : new ConnectionException("the connection has no stream identifiers left");
            Remove(call);
            EndStream(call);
            if (call.Lose(loss, EdgeSent.None))
            {
                AddToResume(call);
            }
        }
    }

    /// <summary>What the header block of a request is made from.</summary>
    internal readonly record struct RequestFields(
        RequestHeaders Headers, IMethod Method, Deadline Deadline, Metadata? Metadata)
    {
        /// <summary>Writes it, see <see cref="RequestHeaders"/>.</summary>
        public void Write(HpackEncoder output, ref HpackEncoderState sent, uint tableSize) =>
            Headers.Write(output, ref sent, tableSize, Method, Deadline, Metadata);
    }
}
