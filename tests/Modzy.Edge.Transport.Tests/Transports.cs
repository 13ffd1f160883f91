using System.Runtime.CompilerServices;
using Grpc.Core;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Transports to test, and calls over them.</summary>
internal static class Transports
{
    /// <summary>Long enough for any machine: a test that reaches it has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Those whose calls are started, and waited for by the test.</summary>
    private static readonly ConditionalWeakTable<EdgeTransport, object> _started = [];

    public static EdgeTransport Open(Carrier carrier, EdgeEndpoint endpoint, EdgeClientOptions? options = null)
    {
        options ??= new EdgeClientOptions();
        var transport = new EdgeTransport(endpoint, carrier switch
        {
            Carrier.Direct => options with { Transport = EdgeTransportKind.Direct },
            Carrier.Polling => options with { Transport = EdgeTransportKind.Direct, BusyPoll = BusyPoll.Limit },
            Carrier.Shared or Carrier.Started => options with { Transport = EdgeTransportKind.Direct, ExclusiveConnections = 0 },
            _ => options with { Transport = EdgeTransportKind.Channel },
        });
        if (carrier == Carrier.Started)
        {
            _started.Add(transport, carrier);
        }

        return transport;
    }

    /// <summary>Makes a call and waits for it, which ends with the test at the latest.</summary>
    public static byte[] Call(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, TimeSpan? time = null, Metadata? headers = null) =>
        transport.Call(method, request, new CallOptions(
            headers, DateTime.UtcNow + (time ?? Patience), TestContext.Current.CancellationToken));

    public static byte[] Call(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, CallOptions options) =>
        _started.TryGetValue(transport, out _)
            ? transport.UnaryAsync(method, options, request).AsTask().GetAwaiter().GetResult()
            : transport.Unary(method, options, request);

    /// <summary>Makes a call that has to fail.</summary>
    public static RpcException Fail(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, TimeSpan? time = null) =>
        Assert.Throws<RpcException>(() => transport.Call(method, request, time));
}
