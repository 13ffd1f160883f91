using Grpc.Core;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>
/// What an answer means that comes from no gRPC server: gRPC's "HTTP to gRPC Status Code Mapping".
/// </summary>
internal static class HttpStatusMapping
{
    public static StatusCode ToStatusCode(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
