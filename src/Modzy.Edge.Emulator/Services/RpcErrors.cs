using Grpc.Core;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Services;

/// <summary>The errors of calls.</summary>
internal static class RpcErrors
{
    public static RpcException From(EmulatorException failure) => New((StatusCode)failure.Code, failure.Message);

    public static RpcException MalformedRequest(string method, string why) =>
        New(StatusCode.InvalidArgument, $"The request of {method} is not the protobuf message that it takes: {why}");

    public static RpcException InternalError() => New(StatusCode.Internal, "The emulator failed; its log says why.");

    public static RpcException ShuttingDown() => New(StatusCode.Unavailable, "The emulator is shutting down.");

    public static RpcException ClientCancelled() =>
        New(StatusCode.Cancelled, "The client cancelled the call or disconnected.");

    private static RpcException New(StatusCode code, string message) => new(new Status(code, message));
}
