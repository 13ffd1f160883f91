using Grpc.Core;
using Grpc.Net.Client;

namespace Modzy.Edge.Transport;

/// <summary>The way to one edge. The only place that decides which <see cref="CallInvoker"/> carries the calls.</summary>
internal sealed class EdgeTransport : IDisposable
{
    private readonly GrpcChannel _channel;

    public EdgeTransport(EdgeEndpoint endpoint, EdgeClientOptions options)
    {
        Endpoint = endpoint.ToString();
        _channel = EdgeChannel.Create(endpoint, options);
        Invoker = _channel.CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    /// <summary>Carries streams.</summary>
    public CallInvoker StreamInvoker => Invoker;

    /// <summary>Host and port, for messages.</summary>
    public string Endpoint { get; }

    public void Dispose() => _channel.Dispose();
}
