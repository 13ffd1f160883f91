using Grpc.Core;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

public sealed class UnaryCallTests
{
    [Theory]
    [TransportPaths(0)]
    [TransportPaths(1)]
    [TransportPaths(16_379)]
    [TransportPaths(65_530)]
    [TransportPaths(1_000_003)]
    public async Task A_message_comes_back_as_it_was_sent(TransportPath path, int length)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        byte[] message = RawMethods.Pattern(length);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(message, transport.Call(RawMethods.Echo, message));
        }
    }

    [Theory]
    [TransportPaths(32 * 1024 * 1024)]
    public async Task A_large_message_arrives(TransportPath path, int length)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        byte[] message = RawMethods.Pattern(length);

        Assert.Equal(RawMethods.SumOf(message), transport.Call(RawMethods.Sum, message));
        Assert.Equal(message, transport.Call(RawMethods.Produce, RawMethods.Text($"{length}")));
        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [TransportPaths]
    public async Task A_large_message_arrives_through_small_windows(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync(limits: limits =>
        {
            limits.Http2.InitialStreamWindowSize = 65_535;
            limits.Http2.InitialConnectionWindowSize = 65_535;
        });
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        byte[] message = RawMethods.Pattern(3_000_000);

        Assert.Equal(RawMethods.SumOf(message), transport.Call(RawMethods.Sum, message));
    }

    [Theory]
    [TransportPaths]
    public async Task A_Unix_domain_socket_serves_as_well(TransportPath path)
    {
        string socketPath = Path.Combine(Path.GetTempPath(), $"edge-{Guid.NewGuid():N}.sock");
        await using RawServer server = await RawServer.StartAsync(socketPath);
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        byte[] message = RawMethods.Pattern(2_000_000);

        Assert.Equal(message, transport.Call(RawMethods.Echo, message));
        Assert.Equal([7], transport.Call(RawMethods.Echo, [7]));
    }

    [Theory]
    [TransportPaths]
    public async Task Headers_go_with_the_call(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(path, server.Endpoint);
        var headers = new Metadata { { "question", "why ~ not?" }, { "more-bin", [1, 2, 3, 4] } };

        Assert.Equal(RawMethods.Text("why ~ not?"), transport.Call(RawMethods.Header, [], headers: headers));
        Assert.Empty(transport.Call(RawMethods.Header, []));
    }

    [Theory]
    [TransportPaths]
    public async Task A_reply_above_the_limit_is_refused_and_the_next_call_goes_on(TransportPath path)
    {
        await using RawServer server = await RawServer.StartAsync();
        using EdgeTransport transport = Transports.Open(
            path, server.Endpoint, new EdgeClientOptions { MaxReceiveBytes = 1000 });

        Assert.Equal(StatusCode.ResourceExhausted, transport.Fail(RawMethods.Produce, RawMethods.Text("1001")).StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, transport.Fail(RawMethods.Produce, RawMethods.Text("20000000")).StatusCode);
        Assert.Equal(1000, transport.Call(RawMethods.Produce, RawMethods.Text("1000")).Length);
    }
}
