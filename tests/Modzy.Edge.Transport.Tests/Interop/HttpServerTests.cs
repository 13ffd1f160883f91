using System.Globalization;
using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests.Interop;

/// <summary>nghttp2's nghttpd, an HTTP/2 server that knows nothing of gRPC.</summary>
public sealed class HttpServerTests
{
    private const string Nghttpd = "MODZY_EDGE_INTEROP_NGHTTPD";

    [Theory]
    [TransportPaths]
    public void What_is_not_gRPC_has_a_status_that_says_so(TransportPath path)
    {
        // It does not choose a port itself.
        using ForeignServer server = ForeignServer.Start(
            Nghttpd, "--no-tls", "--verbose", "--address=127.0.0.1", UnusedPort.Find().ToString(CultureInfo.InvariantCulture));
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);

        foreach (int length in (int[])[0, 1000, 5_000_000])
        {
            Assert.Equal(StatusCode.Unimplemented, transport.Fail(RawMethods.Echo, new byte[length]).StatusCode);
        }
    }
}
