using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>
/// The response to a stream: any number of messages, which its caller takes from <see cref="Unread"/>.
/// </summary>
internal sealed class StreamResponse : GrpcResponse
{
    /// <summary>What was received and not taken. The receive window bounds it.</summary>
    public ByteQueue Unread { get; } = new();

    public new void Begin()
    {
        Unread.Clear();
        base.Begin();
    }

    protected override ResponseException? Take(ReadOnlySpan<byte> data)
    {
        try
        {
            Unread.Append(data);
            return null;
        }
        catch (OutOfMemoryException e)
        {
            return ResponseException.NoMemory(e);
        }
    }

    /// <summary>Whether the last message is complete is found out when it is taken.</summary>
    protected override ResponseException? End(Deadline deadline) => null;
}
