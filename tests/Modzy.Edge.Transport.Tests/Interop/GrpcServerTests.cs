using System.Globalization;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>
/// gRPC servers that are not .NET. Each has its own header compression, windows, settings and trailers.
/// </summary>
public sealed class GrpcServerTests
{
    private const string Cpp = "MODZY_EDGE_INTEROP_CPP";
    private const string Grpcio = "MODZY_EDGE_INTEROP_GRPCIO";

    [Theory]
    [TransportPaths(Cpp)]
    [TransportPaths(Grpcio)]
    public void Messages_of_all_sizes_go_there_and_back(TransportPath path, string server)
    {
        using ForeignServer peer = ForeignServer.Start(server);
        using EdgeTransport transport = Transports.Open(path, peer.Endpoint);

        foreach (int length in (int[])[0, 1, 1000, 16_379, 65_531, 1_000_000, 3_900_000])
        {
            byte[] message = RawMethods.Pattern(length);
            Assert.Equal(message, transport.Call(RawMethods.Echo, message));
        }

        byte[] large = RawMethods.Pattern(24_000_000);
        Assert.Equal(RawMethods.SumOf(large), transport.Call(RawMethods.Sum, large));
        Assert.Equal(RawMethods.Pattern(5_000_000), transport.Call(RawMethods.Produce, RawMethods.Text("5000000")));
        var headers = new Metadata { { "question", "why?" }, { "more-bin", [1, 2, 3] } };
        Assert.Equal(RawMethods.Text("why?"), transport.Call(RawMethods.Header, [], headers: headers));
    }

    [Theory]
    [TransportPaths(Cpp)]
    [TransportPaths(Grpcio)]
    public void Statuses_come_with_text_and_details(TransportPath path, string server)
    {
        using ForeignServer peer = ForeignServer.Start(server);
        using EdgeTransport transport = Transports.Open(path, peer.Endpoint);
        const string text = "zu groß: 100 % 模型\n\U0001F916";

        for (int code = 1; code <= 16; code++)
        {
            RpcException failure = transport.Fail(
                RawMethods.Fail, RawMethods.Text(string.Create(CultureInfo.InvariantCulture, $"{code} {text}")));
            Assert.Equal(((StatusCode)code, text), (failure.StatusCode, failure.Status.Detail));
            Assert.Equal(RawService.Details, failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        }

        Assert.Equal(StatusCode.Unimplemented, transport.Fail(RawMethods.Missing, []).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, transport.Fail(RawMethods.Missing, new byte[10_000_000]).StatusCode);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [TransportPaths(Cpp)]
    [TransportPaths(Grpcio)]
    public void Deadlines_and_threads_get_along(TransportPath path, string server)
    {
        using ForeignServer peer = ForeignServer.Start(server);
        using EdgeTransport transport = Transports.Open(path, peer.Endpoint);

        Assert.Equal(
            StatusCode.DeadlineExceeded,
            transport.Fail(RawMethods.Wait, RawMethods.Text("2000"), TimeSpan.FromMilliseconds(100)).StatusCode);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            byte[] message = RawMethods.Pattern(i * 37);
            Assert.Equal(message, transport.Call(RawMethods.Echo, message));
        });
    }
}
