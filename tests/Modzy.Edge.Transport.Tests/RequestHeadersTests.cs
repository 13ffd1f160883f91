using CsCheck;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>The header blocks of requests, and what their receiver keeps of them.</summary>
public sealed class RequestHeadersTests
{
    private static readonly IMethod[] _methods = [RawMethods.Echo, RawMethods.Sum, RawMethods.Fail];

    /// <summary>
    /// A call of each method, and the size that the peer's table has from then on; -1 if it stays what it is.
    /// </summary>
    private static readonly Gen<(int Method, int Size)[]> _calls = Gen.Select(
        Gen.Int[0, 2],
        Gen.Frequency((8, Gen.Const(-1)), (1, Gen.Const(0)), (1, Gen.Int[0, 4095]), (1, Gen.Int[4096, 70_000])))
        .Array[1, 12];

    [Fact]
    public void Whatever_was_sent_before_the_fields_are_those_of_the_call() => _calls.Sample(calls =>
    {
        var headers = new RequestHeaders("edge:55000");
        var output = new HpackEncoder();
        var sent = new HpackEncoderState();
        var peer = new HpackDecoder();
        uint tableSize = DynamicTable.DefaultCapacity;
        foreach ((int method, int size) in calls)
        {
            headers.Write(output, ref sent, tableSize, _methods[method], Deadline.Never, [new("question", "what")]);

            Assert.Equal(
                [
                    ":method: POST", ":scheme: http", $":path: {_methods[method].FullName}", ":authority: edge:55000", "te: trailers",
                    "content-type: application/grpc", $"user-agent: {UserAgent}", "grpc-accept-encoding: identity", "question: what",
                ],
                HeaderList.Decode(peer, output.Block.ToArray()));
            if (size >= 0)
            {
                tableSize = Math.Min(tableSize, (uint)size);
                peer.LimitTable(size);
            }
        }
    });

    [Fact]
    public void Fields_that_the_peer_has_take_a_byte_each()
    {
        var headers = new RequestHeaders("edge:55000");
        var output = new HpackEncoder();
        var sent = new HpackEncoderState();
        headers.Write(output, ref sent, 4096, RawMethods.Echo, Deadline.Never, null);
        Assert.InRange(output.Block.Length, 100, 200);

        headers.Write(output, ref sent, 4096, RawMethods.Echo, Deadline.Never, null);

        Assert.Equal(8, output.Block.Length);
    }

    /// <summary>
    /// The client may see both settings before it sends again, the peer has dropped the fields in between.
    /// </summary>
    [Fact]
    public void A_table_that_was_small_for_a_moment_has_lost_its_fields()
    {
        var settings = new PeerSettings();
        settings.Apply([0, 1, 0, 0, 0, 0]);
        settings.Apply([0, 1, 0, 0, 0x10, 0]);

        Assert.Equal(0u, settings.HeaderTableSize);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(65_536)]
    public async Task A_server_with_a_table_of_any_size(int size)
    {
        await using RawServer server = await RawServer.StartAsync(
            limits: limits => limits.Http2.HeaderTableSize = size);
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, server.Endpoint);
        byte[] answer = RawMethods.Text("x");

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(answer, transport.Call(RawMethods.Echo, answer));
            Assert.Equal(answer, transport.Call(RawMethods.Header, [], headers: [new("question", "x")]));
        }
    }

    private static string UserAgent => $"modzy-edge/{typeof(RequestHeaders).Assembly.GetName().Version!.ToString(3)}";
}
