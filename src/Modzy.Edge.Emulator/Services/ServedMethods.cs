using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Services;

/// <summary>The type of an endpoint for MapGrpcService: <see cref="ServedMethods{T}"/> provides its methods.</summary>
internal sealed class Served<T>;

/// <summary>
/// Registers the methods of an endpoint with error handling: an EmulatorException becomes a status with its code, a
/// malformed request INVALID_ARGUMENT, a bug of the emulator INTERNAL. gRPC for .NET would return UNKNOWN for each.
/// </summary>
/// <param name="bind">Lists the methods. Only the first one with a name is registered.</param>
internal sealed class ServedMethods<T>(Action<ServiceBinderBase> bind, ILogger<ServedMethods<T>> logger)
    : IServiceMethodProvider<Served<T>>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Served<T>> context) =>
        bind(new Binder(context, this));

    private async Task<TResult> GuardAsync<TResult>(Func<Task<TResult>> handle, ServerCallContext call)
    {
        try
        {
            return await handle();
        }
        catch (EmulatorException e)
        {
            throw RpcErrors.From(e);
        }
        catch (Exception e) when (e is not RpcException)
        {
            if (call.CancellationToken.IsCancellationRequested)
            {
                throw RpcErrors.ClientCancelled();
            }

            ServerLog.MethodFailed(logger, call.Method, e);
            throw RpcErrors.InternalError();
        }
    }

    private sealed class Binder(ServiceMethodProviderContext<Served<T>> context, ServedMethods<T> methods)
        : ServiceBinderBase
    {
        private readonly HashSet<string> _names = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            if (_names.Add(method.Name))
            {
                context.AddUnaryMethod(
                    CheckedMethod.Of(method),
                    [],
                    (_, request, call) => methods.GuardAsync(() => handler!(request, call), call));
            }
        }

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

/// <summary>Methods that return INVALID_ARGUMENT for a request that cannot be parsed.</summary>
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
                    throw RpcErrors.MalformedRequest(method.FullName, e.Message);
                }
            }),
        method.ResponseMarshaller);
}
