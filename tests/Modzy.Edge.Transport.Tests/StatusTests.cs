using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

public sealed class StatusTests
{
    [Theory]
    [TransportPaths]
    public async Task Every_status_comes_with_its_text_and_its_details(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        const string text = "Größe 100 % überschritten: 模型 \U0001F916\nzweite Zeile";

        for (int code = 1; code <= 16; code++)
        {
            RpcException failure = transport.Fail(RawMethods.Fail, RawMethods.Text($"{code} {text}"));

            Assert.Equal((StatusCode)code, failure.StatusCode);
            Assert.Equal(text, failure.Status.Detail);
            Assert.Equal(RawService.Details, failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        }
    }

    [Theory]
    [TransportPaths]
    public async Task A_method_that_is_not_there_is_unimplemented(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);

        Assert.Equal(StatusCode.Unimplemented, transport.Fail(RawMethods.Missing, []).StatusCode);
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [TransportPaths]
    public void A_refused_connection_is_unavailable(TransportPath path)
    {
        using EdgeTransport transport = Transports.Open(path, EdgeEndpoint.Parse("127.0.0.1", 1));

        RpcException failure = transport.Fail(RawMethods.Echo, []);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains(
            "127.0.0.1:1 cannot be reached: Connection refused",
            ErrorTranslator.Translate(failure, "Echo", "127.0.0.1:1", Transports.TestTimeout).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [TransportPaths("closes", "The connection to peer was lost: ")]
    [TransportPaths("resets", "The connection to peer was lost: ")]
    [TransportPaths("refuses", "peer did not take the call: the peer refused the call (RST_STREAM REFUSED_STREAM). ")]
    public void An_edge_that_was_reached_is_not_called_unreachable(TransportPath path, string act, string message)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            while (true)
            {
                int stream = connection.ReadRequest().StreamId;
                switch (act)
                {
                    case "closes":
                        return;
                    case "resets":
                        connection.Reset();
                        return;
                    default:
                        connection.Send(Frames.Reset(stream, Http2Error.RefusedStream));
                        break;
                }
            }
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        RpcException failure = transport.Fail(RawMethods.Echo, [1]);

        Assert.StartsWith(message, ErrorTranslator.Translate(failure, "Echo", "peer", Transports.TestTimeout).Message, StringComparison.Ordinal);
    }

    [Theory]
    [TransportPaths]
    public void A_name_that_is_not_known_is_unavailable(TransportPath path)
    {
        using EdgeTransport transport = Transports.Open(path, EdgeEndpoint.Parse("no-such-host.invalid", 1));

        Assert.Equal(StatusCode.Unavailable, transport.Fail(RawMethods.Echo, []).StatusCode);
    }

    [Theory]
    [TransportPaths]
    public void A_socket_that_is_not_there_is_unavailable(TransportPath path)
    {
        using EdgeTransport transport = Transports.Open(path, EdgeEndpoint.Parse("unix:/nowhere/edge.sock", 0));

        Assert.Equal(StatusCode.Unavailable, transport.Fail(RawMethods.Echo, []).StatusCode);
    }
}
