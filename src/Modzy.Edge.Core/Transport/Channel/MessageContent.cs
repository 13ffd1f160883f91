using System.Net;
using Grpc.Core;

namespace Modzy.Edge.Transport.Channel;

/// <summary>The request of a unary call: one message, which is encoded each time that it is sent.</summary>
internal sealed class MessageContent<TMessage>(
    ConnectionActivity activity, Marshaller<TMessage> marshaller, TMessage message) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var pieces = new MessagePieces();
        pieces.Write(marshaller, message);
        await pieces.CopyToAsync(stream, activity, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
