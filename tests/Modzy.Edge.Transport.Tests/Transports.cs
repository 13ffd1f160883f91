using Grpc.Core;

namespace Modzy.Edge.Transport.Tests;

/// <summary>The transports that every behaviour is tested with.</summary>
internal static class Transports
{
    /// <summary>Long enough for any machine: a test that reaches it has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static EdgeTransport Open(EdgeTransportKind kind, EdgeEndpoint endpoint, EdgeClientOptions? options = null) =>
        new(endpoint, (options ?? new EdgeClientOptions()) with { Transport = kind });

    /// <summary>Makes a blocking call, which ends with the test at the latest.</summary>
    public static byte[] Call(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, TimeSpan? time = null, Metadata? headers = null) =>
        transport.Call(method, request, new CallOptions(
            headers, DateTime.UtcNow + (time ?? Patience), TestContext.Current.CancellationToken));

    public static byte[] Call(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, CallOptions options) =>
        transport.Blocking.BlockingUnaryCall(method, null, options, request);

    /// <summary>Makes a call that has to fail.</summary>
    public static RpcException Fail(
        this EdgeTransport transport, Method<byte[], byte[]> method, byte[] request, TimeSpan? time = null) =>
        Assert.Throws<RpcException>(() => transport.Call(method, request, time));
}
