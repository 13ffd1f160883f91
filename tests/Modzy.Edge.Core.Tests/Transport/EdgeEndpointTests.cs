using Modzy.Edge.Transport;

namespace Modzy.Edge.Core.Tests.Transport;

public sealed class EdgeEndpointTests
{
    [Theory]
    [InlineData("localhost", 55000, "localhost:55000")]
    [InlineData("edge-1.example.com", 1, "edge-1.example.com:1")]
    [InlineData("edge-1.example.com.", 80, "edge-1.example.com.:80")]
    [InlineData("my_edge", 65535, "my_edge:65535")]
    [InlineData("bücher.example", 80, "bücher.example:80")]
    [InlineData("入力.example", 80, "入力.example:80")]
    [InlineData("192.168.1.20", 80, "192.168.1.20:80")]
    [InlineData("::1", 80, "[::1]:80")]
    [InlineData("[::1]", 80, "[::1]:80")]
    [InlineData("2001:db8::7", 80, "[2001:db8::7]:80")]
    [InlineData("fe80::1%2", 80, "[fe80::1%2]:80")]
    [InlineData("[fe80::1%lo]", 80, "[fe80::1%lo]:80")]
    [InlineData("::ffff:10.0.0.1", 80, "[::ffff:10.0.0.1]:80")]
    public void Names_and_addresses(string host, long port, string expected)
    {
        var endpoint = EdgeEndpoint.Parse(host, port);

        Assert.Equal(expected, endpoint.ToString());
        Assert.Equal((host.Trim('[', ']'), port), (endpoint.Host, endpoint.Port));
        using var transport = new EdgeTransport(endpoint, new EdgeClientOptions());
        Assert.Equal(expected, transport.Endpoint);
    }

    [Theory]
    [InlineData("", "is empty; give a name or an address, such as localhost.")]
    [InlineData("http://localhost", "is \"http://localhost\", a URL; give the name or the address alone, without a scheme.")]
    [InlineData("grpc://edge:55000/x", "is \"grpc://edge:55000/x\", a URL; give the name or the address alone, without a scheme.")]
    [InlineData("edge:55000", "is \"edge:55000\", which holds a port; give the name alone, and the port on its own.")]
    [InlineData("10.0.0.1:55000", "is \"10.0.0.1:55000\", which holds a port; give the name alone, and the port on its own.")]
    [InlineData("[::1]:55000", "is \"[::1]:55000\", which holds a port; give the name alone, and the port on its own.")]
    [InlineData("[10.0.0.1]", "is \"[10.0.0.1]\"; only IPv6 addresses stand in brackets.")]
    [InlineData("[[::1]]", "is \"[[::1]]\", which is neither a name nor an address.")]
    [InlineData("[]", "is \"[]\", which is neither a name nor an address.")]
    [InlineData("::1::2", "is \"::1::2\", which is neither a name nor an address.")]
    [InlineData("two words", "is \"two words\", which is neither a name nor an address.")]
    [InlineData(" localhost", "is \" localhost\", which is neither a name nor an address.")]
    [InlineData("edge/path", "is \"edge/path\", which is neither a name nor an address.")]
    [InlineData("user@edge", "is \"user@edge\", which is neither a name nor an address.")]
    [InlineData("edge?x", "is \"edge?x\", which is neither a name nor an address.")]
    [InlineData("edge#x", "is \"edge#x\", which is neither a name nor an address.")]
    [InlineData("a\nb", "is \"a\\nb\", which is neither a name nor an address.")]
    [InlineData("::1\0", "is \"::1\\u0000\", which is neither a name nor an address.")]
    public void Hosts_that_cannot_be_right(string host, string problem)
    {
        var refusal = Assert.Throws<EdgeException>(() => EdgeEndpoint.Parse(host, 55000));

        Assert.Equal((EdgeStatus.InvalidArgument, "host", $"host {problem}"), (refusal.Status, refusal.Parameter, refusal.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    [InlineData(uint.MaxValue)]
    public void Ports_that_cannot_be_right(long port)
    {
        var refusal = Assert.Throws<EdgeException>(() => EdgeEndpoint.Parse("localhost", port));

        Assert.Equal((EdgeStatus.InvalidArgument, "port"), (refusal.Status, refusal.Parameter));
        Assert.Equal(
            $"port is {port}; a port is a number from 1 to 65535 (an edge listens on 55000 unless it was told otherwise).", refusal.Message);
    }

    [Theory]
    [InlineData("edge", "edge:9")]
    [InlineData("a,b", "a:9 b:9")]
    [InlineData("a:1, b ,[::1]:3,::2,[::4],10.0.0.1:5", "a:1 b:9 [::1]:3 [::2]:9 [::4]:9 10.0.0.1:5")]
    [InlineData("unix:/run/a:1.sock,unix-abstract:b:2", "unix:/run/a:1.sock unix-abstract:b:2")]
    [InlineData("[fe80::1%lo]:6,fe80::1%lo", "[fe80::1%lo]:6 [fe80::1%lo]:9")]
    public void Several_hosts_are_divided_by_commas(string hosts, string expected) =>
        Assert.Equal(expected, string.Join(' ', EdgeEndpoint.ParseAll(hosts, 9).Select(endpoint => endpoint.ToString())));

    [Theory]
    [InlineData("a,", "has nothing before or after a comma; a comma divides the hosts of several edges.")]
    [InlineData(",", "has nothing before or after a comma; a comma divides the hosts of several edges.")]
    [InlineData("a,b:0", "holds \"b:0\", whose port is not valid; a port is a number from 1 to 65535.")]
    [InlineData("a,b:65536", "holds \"b:65536\", whose port is not valid; a port is a number from 1 to 65535.")]
    [InlineData("a:x,b", "holds \"a:x\", whose port is not valid; a port is a number from 1 to 65535.")]
    [InlineData("a,two words", "is \"two words\", which is neither a name nor an address.")]
    public void Lists_that_cannot_be_right(string hosts, string problem) => Assert.Equal(
        $"host {problem}", Assert.Throws<EdgeException>(() => EdgeEndpoint.ParseAll(hosts, 9)).Message);

    [Fact]
    public void A_client_of_several_edges_tells_what_it_was_given()
    {
        using var client = new EdgeClient("a:1,b", 9, new() { Balancing = EdgeBalancing.RoundRobin });

        Assert.Equal(("a:1,b", 9), (client.Host, client.Port));
        Assert.Equal("balancing", Assert.Throws<EdgeException>(
            () => new EdgeClient("a", options: new() { Balancing = (EdgeBalancing)2 })).Parameter);
        Assert.Equal("api_key", Assert.Throws<EdgeException>(
            () => new EdgeClient("localhost,edge.example", options: new() { ApiKey = "a.key" })).Parameter);
    }

    [Fact]
    public void A_client_tells_where_it_goes()
    {
        using var client = new EdgeClient("[::1]");

        Assert.Equal(("::1", 55000), (client.Host, client.Port));
        Assert.Throws<ArgumentNullException>(() => new EdgeClient(null!));
    }
}
