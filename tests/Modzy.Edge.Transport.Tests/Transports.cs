using System.Runtime.CompilerServices;
using Grpc.Core;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Opens transports for tests and makes calls over them.</summary>
internal static class Transports
{
    /// <summary>A test that reaches it has failed.</summary>
    public static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The paths of transports whose calls are asynchronous.</summary>
    private static readonly ConditionalWeakTable<EdgeTransport, object> _asynchronous = [];

    public static EdgeTransport Open(TransportPath path, EdgeEndpoint endpoint, EdgeClientOptions? options = null)
    {
        options ??= new EdgeClientOptions();
        var transport = new EdgeTransport(endpoint, path switch
        {
            TransportPath.Exclusive => options with { Transport = EdgeTransportKind.Direct },
            TransportPath.BusyPolling =>
                options with { Transport = EdgeTransportKind.Direct, BusyPoll = BusyPoll.Limit },
            TransportPath.Multiplexed or TransportPath.Async or TransportPath.Started =>
                options with { Transport = EdgeTransportKind.Direct, ExclusiveConnections = 0 },
            _ => options with { Transport = EdgeTransportKind.Channel },
        });
        if (path is TransportPath.Async or TransportPath.Started)
        {
            _asynchronous.Add(transport, path);
        }

        return transport;
    }

    /// <summary>Makes a call and waits for it, which ends with the test at the latest.</summary>
    public static byte[] Call(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, TimeSpan? time =
            null, Metadata? headers = null) =>
        transport.Call(method, request, new CallOptions(
            headers, DateTime.UtcNow + (time ?? TestTimeout), TestContext.Current.CancellationToken));

    public static byte[] Call(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, CallOptions options) =>
        !_asynchronous.TryGetValue(transport, out object? path) ? transport.Unary(method, options, request)
        : path is TransportPath.Started ? HandledCall.Run(transport, method, options, request)
        : transport.UnaryAsync(method, options, request).AsTask().GetAwaiter().GetResult();

    /// <summary>Makes a call that has to fail.</summary>
    public static RpcException Fail(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, TimeSpan? time = null) =>
        Assert.Throws<RpcException>(() => transport.Call(method, request, time));
}
