using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Core.Tests.Transport;

public sealed class ProxySettingsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("http_proxy=http://a:1", "a:1 (of the environment variable http_proxy)")]
    [InlineData("http_proxy=http://a:1 https_proxy=http://b:2/", "b:2 (of the environment variable https_proxy)")]
    [InlineData("https_proxy=b:2 grpc_proxy=http://c", "c:80 (of the environment variable grpc_proxy)")]
    [InlineData("grpc_proxy= http_proxy=http://[::1]:3128", "[::1]:3128 (of the environment variable http_proxy)")]
    [InlineData("HTTP_PROXY=http://a:1 HTTPS_PROXY=http://a:1 all_proxy=http://a:1", null)]
    public void The_environment_names_the_proxy(string environment, string? expected) =>
        Assert.Equal(
            expected is null ? null : $"the proxy {expected}", Find("edge.example", null, environment)?.Description);

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("unix:/run/edge.sock")]
    [InlineData("unix-abstract:edge")]
    public void This_machine_is_reached_without_one(string host)
    {
        Assert.Null(Find(host, null, "http_proxy=http://a:1"));
        Assert.Null(Find(host, "http://a:1", ""));
    }

    [Fact]
    public void The_option_comes_first()
    {
        Assert.Equal("the proxy o:1 (of the option proxy)", Find("edge", "http://o:1", "http_proxy=http://a:1 no_proxy=*")!.Description);
        Assert.Null(Find("edge", "", "http_proxy=http://a:1"));
    }

    [Theory]
    [InlineData("*", "edge.example", true)]
    [InlineData("edge.example", "edge.example", true)]
    [InlineData("other, EDGE.example ,", "edge.example", true)]
    [InlineData("example", "edge.example.", true)]
    [InlineData(".example", "edge.example", true)]
    [InlineData("*.example", "edge.example", true)]
    [InlineData("ample", "edge.example", false)]
    [InlineData("edge.example.com", "edge.example", false)]
    [InlineData("edge.example:55000", "edge.example", true)]
    [InlineData("edge.example:55001", "edge.example", false)]
    [InlineData("", "edge.example", false)]
    [InlineData(",.,*.,", "edge.example", false)]
    [InlineData("10.0.0.0/8", "10.200.0.1", true)]
    [InlineData("10.0.0.7/8", "10.200.0.1", true)]
    [InlineData("10.0.0.0/9", "10.200.0.1", false)]
    [InlineData("0.0.0.0/0", "10.200.0.1", true)]
    [InlineData("10.200.0.1/32", "10.200.0.1", true)]
    [InlineData("10.0.0.0/33", "10.0.0.1", false)]
    [InlineData("10.0.0.0/x", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("0.1", "10.0.0.1", false)]
    [InlineData("10.0.0.1:55000", "10.0.0.1", true)]
    [InlineData("10.0.0.0/8", "ten.example", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("fe80::/10", "fe80::1%eth0", true)]
    [InlineData("fd00::/8", "fe80::1", false)]
    [InlineData("[fd12::1]:55000", "fd12::1", true)]
    [InlineData("fd12::1", "fd12:0::1", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    public void Exemptions(string exemptions, string host, bool isExempt)
    {
        Assert.Equal(isExempt, ProxyExemptions.Contain(exemptions, EdgeEndpoint.Parse(host, 55000)));
        Assert.Equal(isExempt, Find(host, null, $"http_proxy=http://a:1 no_proxy={exemptions.Replace(" ", "")}") is null);
        Assert.Null(Find(host, null, "http_proxy=http://a:1 no_grpc_proxy=*"));
    }

    [Theory]
    [InlineData("socks5://user:secret@a:1", "has the scheme socks5; only HTTP proxies are supported, http://host:port.")]
    [InlineData("https://user:secret@a", "has the scheme https; only HTTP proxies are supported, http://host:port.")]
    [InlineData("http://user:secret@a:0", "has no valid port;")]
    [InlineData("http://user:secret@a:65536", "has no valid port;")]
    [InlineData("http://user:sec/ret@host/path", "has a path, or a / in the password;")]
    [InlineData("http://user:secret@host:3128/path", "has a path, or a / in the password;")]
    [InlineData("http://", "is not the URL of an HTTP proxy;")]
    [InlineData("http://unix:/secret", "has a path, or a / in the password;")]
    [InlineData("http://user:secret%0d%0a@a:1", "holds a control character in the user name or the password.")]
    public void A_URL_that_cannot_be_right_is_refused_without_its_password(string url, string problem)
    {
        EdgeException refusal = Assert.Throws<EdgeException>(() => Find("edge", url, ""));

        Assert.Equal((EdgeStatus.InvalidArgument, "proxy"), (refusal.Status, refusal.Parameter));
        Assert.StartsWith($"proxy (the option proxy) {problem}", refusal.Message);
        Assert.DoesNotContain("secret", refusal.Message);
        Assert.Contains("the environment variable http_proxy", Assert.Throws<EdgeException>(
            () => Find("edge", null, $"http_proxy={url}")).Message);
    }

    private static HttpProxy? Find(string host, string? option, string environment)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(assignment => assignment.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return ProxySettings.Find(EdgeEndpoint.Parse(host, 55000), option, name => variables.GetValueOrDefault(name));
    }
}
