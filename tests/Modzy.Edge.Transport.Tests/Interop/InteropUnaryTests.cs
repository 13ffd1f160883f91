using Grpc.Core;
using static Modzy.Edge.Transport.Tests.Interop.InteropMessages;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>
/// gRPC's interop test cases (doc/interop-test-descriptions.md of its sources) that have one request and one response,
/// against its own server, plaintext and TLS. Requests compressed by the client are the only ones left out: it has none.
/// </summary>
public sealed class InteropUnaryTests(InteropServer server) : IClassFixture<InteropServer>
{
    private const int RequestSize = 271_828;
    private const int ResponseSize = 314_159;

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Empty_unary(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);

        Assert.Empty(transport.Call(EmptyCall, []));
    }

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Large_unary(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);

        CheckLargeUnary(transport);
    }

    /// <summary>The client accepts no compression, so that the server must not compress; both requests are answered.</summary>
    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Server_compressed_unary(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);

        Assert.All((bool[])[true, false], compressed => Assert.Equal(
            OfPayload(ResponseSize), transport.Call(UnaryCall, SimpleRequest(ResponseSize, RequestSize, compressed))));
    }

    /// <summary>The metadata of responses that succeed ends in the transport.</summary>
    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Custom_metadata(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);

        Assert.Equal(
            OfPayload(ResponseSize),
            transport.Call(UnaryCall, SimpleRequest(ResponseSize, RequestSize), headers: EchoedMetadata));
    }

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Status_code_and_message(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);
        var status = new Status(StatusCode.Unknown, "test status message");

        RpcException failure = transport.Fail(UnaryCall, SimpleRequest(0, 0, status: status));

        Assert.Equal(status, failure.Status);
    }

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Special_status_message(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);
        var status = new Status(
            StatusCode.Unknown, "\t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \U0001F608\t\n");

        RpcException failure = transport.Fail(UnaryCall, SimpleRequest(0, 0, status: status));

        Assert.Equal(status, failure.Status);
    }

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Unimplemented_method(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);

        Assert.Equal(StatusCode.Unimplemented, transport.Fail(UnimplementedCall, []).StatusCode);
    }

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Unimplemented_service(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);

        Assert.Equal(StatusCode.Unimplemented, transport.Fail(UnimplementedService, []).StatusCode);
    }

    /// <summary>Large calls one after the other on the same transport, and many at a time.</summary>
    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Rpc_soak(TransportPath path, bool isTls)
    {
        using EdgeTransport transport = server.Connect(path, isTls);
        for (int i = 0; i < 5; i++)
        {
            CheckLargeUnary(transport);
        }

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => CheckLargeUnary(transport));
    }

    [Theory]
    [TransportPaths(false)]
    [TransportPaths(true)]
    public void Channel_soak(TransportPath path, bool isTls)
    {
        for (int i = 0; i < 3; i++)
        {
            using EdgeTransport transport = server.Connect(path, isTls);
            CheckLargeUnary(transport);
        }
    }

    private static void CheckLargeUnary(EdgeTransport transport) =>
        Assert.Equal(OfPayload(ResponseSize), transport.Call(UnaryCall, SimpleRequest(ResponseSize, RequestSize)));
}
