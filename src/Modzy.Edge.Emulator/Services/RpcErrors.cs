using Grpc.Core;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Creates the gRPC errors of the emulator.</summary>
internal static class RpcErrors
{
    public static RpcException InvalidArgument(string field, string what) =>
        New(StatusCode.InvalidArgument, $"{field} {what}.");

    public static RpcException NotFound(string message) => New(StatusCode.NotFound, message);

    public static RpcException FailedPrecondition(string message) => New(StatusCode.FailedPrecondition, message);

    public static RpcException ResourceExhausted(string message) => New(StatusCode.ResourceExhausted, message);

    public static RpcException From(ItemFailure failure) => New((StatusCode)failure.Code, failure.Message);

    /// <exception cref="RpcException">A required name is empty.</exception>
    public static void RequireNonEmpty(string field, string key)
    {
        if (key.Length == 0)
        {
            throw InvalidArgument(field, "must not be empty");
        }
    }

    public static RpcException MalformedRequest(string method, string why) =>
        New(StatusCode.InvalidArgument, $"The request of {method} is not the protobuf message that it takes: {why}");

    public static RpcException InternalError() => New(StatusCode.Internal, "The emulator failed; its log says why.");

    public static RpcException ShuttingDown() => New(StatusCode.Unavailable, "The emulator stops.");

    public static RpcException ClientCancelled() => New(StatusCode.Cancelled, "The client has gone away.");

    private static RpcException New(StatusCode code, string message) => new(new Status(code, message));
}
