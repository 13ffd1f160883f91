using Grpc.Core;
using static Modzy.Edge.Transport.Tests.Interop.InteropMessages;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>gRPC's interop test cases that have streams, against its own server, plaintext and TLS.</summary>
public sealed class InteropStreamTests(InteropServer server) : IClassFixture<InteropServer>
{
    private static readonly int[] _requestSizes = [27_182, 8, 1828, 45_904];
    private static readonly int[] _responseSizes = [31_415, 9, 2653, 58_979];

    public static MatrixTheoryData<TransportPath, bool> Ways =>
        new([TransportPath.Exclusive, TransportPath.Channel], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Client_streaming(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("StreamingInputCall", path, isTls);

        Assert.All(_requestSizes, size => stream.Send(OfPayload(size)));
        stream.HalfClose();

        Assert.Equal(AggregatedSize(74_922), stream.Receive());
        Assert.Null(stream.Receive());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Server_streaming(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("StreamingOutputCall", path, isTls);

        stream.Send(StreamingRequest(0, null, [.. _responseSizes.Select(static size => (size, (bool?)null))]));
        stream.HalfClose();

        Assert.All(_responseSizes, size => Assert.Equal(OfPayload(size), stream.Receive()));
        Assert.Null(stream.Receive());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Server_compressed_streaming(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("StreamingOutputCall", path, isTls);

        stream.Send(StreamingRequest(0, null, (31_415, true), (92_653, false)));
        stream.HalfClose();

        Assert.Equal(OfPayload(31_415), stream.Receive());
        Assert.Equal(OfPayload(92_653), stream.Receive());
        Assert.Null(stream.Receive());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Ping_pong(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("FullDuplexCall", path, isTls);

        Assert.All(_requestSizes.Zip(_responseSizes), sizes =>
        {
            stream.Send(StreamingRequest(sizes.First, null, (sizes.Second, null)));
            Assert.Equal(OfPayload(sizes.Second), stream.Receive());
        });
        stream.HalfClose();

        Assert.Null(stream.Receive());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Empty_stream(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("FullDuplexCall", path, isTls);

        stream.HalfClose();

        Assert.Null(stream.Receive());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Custom_metadata(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("FullDuplexCall", path, isTls, headers: EchoedMetadata);

        stream.Send(StreamingRequest(271_828, null, (314_159, null)));
        stream.HalfClose();

        Assert.Equal(OfPayload(314_159), stream.Receive());
        Assert.Null(stream.Receive());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Status_code_and_message(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("FullDuplexCall", path, isTls);
        var status = new Status(StatusCode.Unknown, "test status message");

        stream.Send(StreamingRequest(0, status));

        Assert.Equal(status, Assert.Throws<RpcException>(stream.Receive).Status);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cancel_after_begin(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("StreamingInputCall", path, isTls);

        stream.Cancel();

        Assert.Equal(StatusCode.Cancelled, Assert.Throws<RpcException>(stream.Receive).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Cancel_after_first_response(TransportPath path, bool isTls)
    {
        using InteropStream stream = Open("FullDuplexCall", path, isTls);
        stream.Send(StreamingRequest(27_182, null, (31_415, null)));
        Assert.Equal(OfPayload(31_415), stream.Receive());

        stream.Cancel();

        Assert.Equal(StatusCode.Cancelled, Assert.Throws<RpcException>(stream.Receive).StatusCode);
        Assert.Equal(OfPayload(9), stream.Transport.Call(UnaryCall, SimpleRequest(9, 0)));
    }

    /// <summary>With a time that mostly ends before the connection is there, and with one that ends after the request.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Timeout_on_sleeping_server(TransportPath path, bool isTls)
    {
        foreach (int milliseconds in (int[])[1, 300])
        {
            RpcException failure = Assert.Throws<RpcException>(() =>
            {
                using InteropStream stream = Open("FullDuplexCall", path, isTls, TimeSpan.FromMilliseconds(milliseconds));
                stream.Send(StreamingRequest(27_182, null));
                stream.Receive();
            });

            Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        }
    }

    private InteropStream Open(
        string method, TransportPath path, bool isTls, TimeSpan? time = null, Metadata? headers = null) =>
        new(server.Connect(path, isTls), method, time, headers);
}
