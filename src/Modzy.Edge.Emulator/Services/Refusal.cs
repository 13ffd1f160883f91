using Grpc.Core;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Calls that are refused, with a message that says what is wrong.</summary>
internal static class Refusal
{
    public static RpcException Invalid(string field, string what) =>
        New(StatusCode.InvalidArgument, $"{field} {what}.");

    public static RpcException NotFound(string message) => New(StatusCode.NotFound, message);

    public static RpcException NotNow(string message) => New(StatusCode.FailedPrecondition, message);

    public static RpcException TooMuch(string message) => New(StatusCode.ResourceExhausted, message);

    public static RpcException For(ItemFailure failure) => New(failure.Code, failure.Message);

    /// <exception cref="RpcException">A name that the contract requires is empty.</exception>
    public static void DemandKey(string field, string key)
    {
        if (key.Length == 0)
        {
            throw Invalid(field, "must not be empty");
        }
    }

    public static RpcException Malformed(string method, string why) =>
        New(StatusCode.InvalidArgument, $"The request of {method} is not the protobuf message that it takes: {why}");

    public static RpcException Fault() => New(StatusCode.Internal, "The emulator failed; its log says why.");

    public static RpcException Stopping() => New(StatusCode.Unavailable, "The emulator stops.");

    public static RpcException Gone() => New(StatusCode.Cancelled, "The client has gone away.");

    private static RpcException New(StatusCode code, string message) => new(new Status(code, message));
}
