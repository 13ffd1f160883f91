using Grpc.Core;
using Modzy.Edge.Transport.Direct.Http2;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>What a stream that the peer has reset means: gRPC over HTTP/2, "HTTP2 Transport Mapping, Errors".</summary>
internal static class ResetMapping
{
    public static StatusCode ToStatusCode(Http2Error error) => error switch
    {
        Http2Error.RefusedStream => StatusCode.Unavailable,
        Http2Error.Cancel => StatusCode.Cancelled,
        Http2Error.EnhanceYourCalm => StatusCode.ResourceExhausted,
        Http2Error.InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
