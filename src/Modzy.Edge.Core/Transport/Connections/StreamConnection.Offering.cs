using Grpc.Core;
using Modzy.Edge.Headroom;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Transport.Connections;

/// <summary>Offered messages, of which the newest replaces the one that has not begun to leave.</summary>
internal sealed partial class StreamConnection
{
    /// <summary>The message that waits for its turn; null if none does.</summary>
    private ByteQueue? _offered;

    /// <summary>Reused for the next one.</summary>
    private ByteQueue? _spare;

    /// <summary>
    /// Sends a message at once, if the window and the socket can take it; otherwise keeps a copy, which the sender
    /// thread sends, in place of the one that was kept before. Does not block.
    /// </summary>
    /// <param name="marshaller">Serializes the message. When this returns, it is not read any more.</param>
    /// <param name="message">The message.</param>
    /// <returns>How many messages it replaces: 0 or 1.</returns>
    /// <inheritdoc cref="Send"/>
    public int Offer(Marshaller<IWireMessage> marshaller, IWireMessage message)
    {
        if (TrySendAtOnce(marshaller, message))
        {
            return 0;
        }

        ByteQueue copy;
        lock (_gate)
        {
            ThrowIfOver();
            StartSender();
            copy = _spare ?? new ByteQueue();
            _spare = null;
        }

        int replaced;
        try
        {
            Copy(message, copy);
        }
        catch
        {
            copy.Clear();
            throw;
        }

        lock (_gate)
        {
            ThrowIfOver();
            replaced = _offered is null ? 0 : 1;
            _offered?.Clear();
            (_offered, _spare) = (copy, _offered);
        }

        _work.SetAndWake();
        return replaced;
    }

    private static void Copy(IWireMessage message, ByteQueue copy)
    {
        MemoryHeadroom.Take(message.Size, "The request");
        Span<byte> prefix = stackalloc byte[LengthPrefix.Length];
        LengthPrefix.Write(prefix, message.Size);
        copy.Append(prefix);
        message.WriteTo(copy);
    }

    /// <summary>
    /// Sends the offered message on the sender thread, whose turn it is. It can be replaced until a frame can leave.
    /// </summary>
    private void SendOffered()
    {
        _sendCancellation = CancellationToken.None;
        AwaitRoom();
        lock (_gate)
        {
            (_rest, _offered, _spare) = (_offered!, null, _rest);
        }

        SendRest();
    }

    /// <summary>Waits until a message can begin to leave, or the stream is over.</summary>
    private void AwaitRoom()
    {
        try
        {
            Obstacle? obstacle = Obstacle.Socket;
            while (obstacle is Obstacle found)
            {
                _ = TryOvercome(found, Deadline.Never);
                lock (_gate)
                {
                    ThrowIfOver();
                    obstacle = FindObstacle();
                }
            }
        }
        catch (Exception e) when (e is RpcException or StreamEndedException or OperationCanceledException)
        {
            // The message cannot be sent: SendRest discards it.
        }
    }
}
