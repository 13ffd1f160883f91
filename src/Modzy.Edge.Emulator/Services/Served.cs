using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Stands for an endpoint where ASP.NET Core maps services, so that <see cref="ServedMethods{T}"/> provides its methods.</summary>
internal sealed class Served<T>;

/// <summary>
/// The methods of an endpoint, so that a request that is not the message it should be, and a fault of the emulator, become a
/// status that says so. gRPC for .NET would answer UNKNOWN to both, and log both as faults.
/// </summary>
/// <param name="bind">The generated function that lists the methods.</param>
internal sealed partial class ServedMethods<T>(Action<ServiceBinderBase> bind, ILogger<ServedMethods<T>> logger)
    : IServiceMethodProvider<Served<T>>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Served<T>> context) => bind(new Binder(context, this));

    private async Task<TResult> GuardAsync<TResult>(Func<Task<TResult>> handle, ServerCallContext call)
    {
        try
        {
            return await handle();
        }
        catch (Exception e) when (e is not RpcException)
        {
            if (call.CancellationToken.IsCancellationRequested)
            {
                throw Refusal.Gone();
            }

            LogFault(call.Method, e);
            throw Refusal.Fault();
        }
    }

    [LoggerMessage(4, LogLevel.Error, "{Method} failed where it should not")]
    private partial void LogFault(string method, Exception failure);

    private sealed class Binder(ServiceMethodProviderContext<Served<T>> context, ServedMethods<T> methods) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            context.AddUnaryMethod(
                CheckedMethod.Of(method), [], (_, request, call) => methods.GuardAsync(() => handler!(request, call), call));

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddDuplexStreamingMethod(
                CheckedMethod.Of(method),
                [],
                (_, requests, responses, call) => methods.GuardAsync(
                    async () =>
                    {
                        await handler!(requests, responses, call);
                        return true;
                    },
                    call));
    }
}

/// <summary>Methods that refuse a request that cannot be parsed.</summary>
internal static class CheckedMethod
{
    public static Method<TRequest, TResponse> Of<TRequest, TResponse>(Method<TRequest, TResponse> method) => new(
        method.Type,
        method.ServiceName,
        method.Name,
        Marshallers.Create(
            method.RequestMarshaller.ContextualSerializer,
            context =>
            {
                try
                {
                    return method.RequestMarshaller.ContextualDeserializer(context);
                }
                catch (InvalidProtocolBufferException e)
                {
                    throw Refusal.Malformed(method.FullName, e.Message);
                }
            }),
        method.ResponseMarshaller);
}
