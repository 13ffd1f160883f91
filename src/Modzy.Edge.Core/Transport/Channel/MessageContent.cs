using System.Net;
using Grpc.Core;

namespace Modzy.Edge.Transport.Channel;

/// <summary>The request of a unary call: one message, which is encoded each time that it is sent.</summary>
internal sealed class MessageContent<TMessage>(
    ConnectionActivity activity, Marshaller<TMessage> marshaller, TMessage message) : HttpContent
{
    /// <summary>How much of the message the handler may have sent.</summary>
    public EdgeSent Sent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The handler begins again if the peer has refused the call.
        Sent = EdgeSent.None;
        using var pieces = new MessagePieces();
        pieces.Write(marshaller, message);
        await pieces.CopyToAsync(stream, activity, isLast => Sent = isLast ? EdgeSent.All : EdgeSent.Part, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
