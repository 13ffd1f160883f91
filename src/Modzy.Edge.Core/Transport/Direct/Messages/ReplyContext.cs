using System.Buffers;
using Grpc.Core;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>Shows a reply to its marshaller, without a copy.</summary>
internal sealed class ReplyContext(ReplyBuffer reply) : DeserializationContext
{
    public override int PayloadLength => reply.Length;

    public override byte[] PayloadAsNewBuffer() => reply.AsSequence().ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => reply.AsSequence();
}
