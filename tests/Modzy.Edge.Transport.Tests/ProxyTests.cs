using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Tunnels through an HTTP proxy.</summary>
public sealed class ProxyTests
{
    private const string Opened = "HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n";

    /// <summary>Only the proxy knows it.</summary>
    private static readonly EdgeEndpoint _edge = EdgeEndpoint.Parse("edge.invalid", 55000);

    [Theory]
    [TransportPaths]
    public void Calls_go_through_the_tunnel_and_the_proxy_resolves_the_name(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.Echo();
        });
        using var proxy = new TestProxy(Opened, peer.Endpoint);
        using EdgeTransport transport = Transports.Open(path, _edge, Through($"http://{proxy.Address}"));

        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
        Assert.Equal([2], transport.Call(RawMethods.Echo, [2]));
        Assert.Equal("CONNECT edge.invalid:55000 HTTP/1.1\r\nHost: edge.invalid:55000\r\n\r\n", proxy.Requests[0]);
    }

    [Theory]
    [TransportPaths]
    public void What_follows_the_answer_at_once_comes_from_the_edge(TransportPath path)
    {
        byte[] answer = [.. "HTTP/1.0 100 Wait\n\nHTTP/1.0 200\n\n"u8, .. Frames.Settings()];
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            connection.Send(Frames.SettingsAck);
            connection.Echo();
        });
        using var proxy = new TestProxy(socket => socket.Send(answer), peer.Endpoint);
        using EdgeTransport transport = Transports.Open(path, _edge, Through(proxy.Address));

        Assert.Equal([1], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [TransportPaths]
    public void An_edge_behind_the_proxy_that_sends_nothing_is_told_from_a_proxy_that_does(TransportPath path)
    {
        using var peer = new ScriptedPeer(static connection => connection.ReadPreface());
        using var proxy = new TestProxy(Opened, peer.Endpoint);
        using EdgeTransport transport = Transports.Open(path, _edge, Through(proxy.Address));

        RpcException failure = transport.Fail(RawMethods.Echo, [1], TimeSpan.FromSeconds(10));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.DoesNotContain("proxy", failure.Status.Detail);
    }

    [Fact]
    public void The_user_name_and_the_password_are_sent_and_never_shown()
    {
        using var proxy = new TestProxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n<html>");
        EdgeClientOptions options = Through($"http://user%40home:pa%3Ass%2Fw%C3%B6rd@{proxy.Address}/");
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, _edge, options);

        string message = Describe(transport, transport.Fail(RawMethods.Echo, [1]));

        string authorization = Convert.ToBase64String("user@home:pa:ss/wörd"u8);
        Assert.Contains($"\r\nProxy-Authorization: Basic {authorization}\r\n", proxy.Requests[0]);
        Assert.Contains("Check the user name and the password", message);
        Assert.DoesNotContain("home", message + options);
        Assert.DoesNotContain("wö", message + options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3cret-pass")]
    [InlineData("name:s3cret-pass, dXNlcjpzM2NyZXQtcGFzcw==")]
    public void What_a_proxy_echoes_of_the_password_is_masked(string echo)
    {
        using var proxy = new TestProxy($"HTTP/1.1 407 not {echo}\r\n\r\n");
        using EdgeTransport transport = Transports.Open(
            TransportPath.Exclusive, _edge, Through($"http://user:s3cret-pass@{proxy.Address}/"));

        string message = Describe(transport, transport.Fail(RawMethods.Echo, [1]));

        Assert.Contains("407 not ", message, StringComparison.Ordinal);
        Assert.Contains("***", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
        Assert.DoesNotContain("M2NyZXQ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n", StatusCode.Unauthenticated, "407 Proxy Authentication Required. Give a user name and a password")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n", StatusCode.Unauthenticated, "401 Unauthorized. Look into the log of the proxy")]
    [InlineData("HTTP/1.0 403 Filtered\n", StatusCode.PermissionDenied, "403 Filtered. Let the proxy permit CONNECT to the edge's port")]
    [InlineData("HTTP/1.1 413 Content Too Large\r\n", StatusCode.FailedPrecondition, "413 Content Too Large. Look into the log of the proxy")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n", StatusCode.Unavailable, "502 Bad Gateway. Check that the edge is running, and that the proxy can")]
    [InlineData("HTTP/1.1 504 \u001b[31m\r\n", StatusCode.Unavailable, "504 \\u001b[31m. Check that the edge is running")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: http://elsewhere/\r\n", StatusCode.FailedPrecondition, "301 Moved. Look into the log")]
    [InlineData("HTTP/1.1 2xx\r\n", StatusCode.FailedPrecondition, "does not answer CONNECT as HTTP/1.1 requires")]
    [InlineData("HTTP/1.1 20000 OK\r\n", StatusCode.FailedPrecondition, "does not answer CONNECT as HTTP/1.1 requires")]
    [InlineData("SSH-2.0-OpenSSH", StatusCode.FailedPrecondition, "does not answer CONNECT as HTTP/1.1 requires: it may be no HTTP proxy. Check the proxy's URL")]
    public void What_a_proxy_answers_is_named_as_its_answer(string answer, StatusCode status, string message)
    {
        using var proxy = new TestProxy(answer);
        foreach (TransportPath path in Enum.GetValues<TransportPath>())
        {
            using EdgeTransport transport = Transports.Open(path, _edge, Through(proxy.Address));

            RpcException failure = transport.Fail(RawMethods.Echo, [1]);

            Assert.Equal(status, failure.StatusCode);
            Assert.Contains($"edge.invalid:55000 cannot be reached: the proxy {proxy.Address} (of the option proxy) ", Describe(transport, failure));
            Assert.Contains(message, Describe(transport, failure));
        }
    }

    [Theory]
    [InlineData("", "closed the connection without an answer to CONNECT")]
    [InlineData("HTTP/1.1 200 OK\r\nVia: ", "closed the connection in the middle of its answer to CONNECT")]
    public void A_proxy_that_closes_is_named(string answer, string message)
    {
        using var proxy = new TestProxy(socket =>
        {
            socket.Send(Encoding.Latin1.GetBytes(answer));
            socket.Shutdown(SocketShutdown.Both);
        });
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, _edge, Through(proxy.Address));

        Assert.Contains(message, Describe(transport, transport.Fail(RawMethods.Echo, [1])));
    }

    [Theory]
    [TransportPaths]
    public void A_silent_proxy_is_given_up_at_the_connect_timeout(TransportPath path)
    {
        using var proxy = new TestProxy("HTTP/1.1 200 OK\r\n");
        using EdgeTransport transport = Transports.Open(
            path, _edge, Through(proxy.Address) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        Assert.Contains("opened no tunnel within 200 ms", Describe(transport, transport.Fail(RawMethods.Echo, [1])));
    }

    [Theory]
    [TransportPaths]
    public void What_comes_through_the_tunnel_names_the_proxy_and_not_its_password(TransportPath path)
    {
        using var proxy = new TestProxy(socket =>
        {
            socket.Send(Encoding.Latin1.GetBytes(Opened + "<html>s3cret-pass bmFtZTpzM2NyZXQtcGFzcw==</html>"));
            socket.Shutdown(SocketShutdown.Send);
        });
        using EdgeTransport transport = Transports.Open(
            path, _edge, Through($"http://name:s3cret-pass@{proxy.Address}/"));

        string message = Describe(transport, transport.Fail(RawMethods.Echo, [1]));

        Assert.Contains("<html>***", message, StringComparison.Ordinal);
        Assert.EndsWith($" The connection leads through the proxy {proxy.Address} (of the option proxy).", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
        Assert.DoesNotContain("M2NyZXQ", message, StringComparison.Ordinal);
    }

    [Theory]
    [TransportPaths]
    public void A_deadline_and_a_cancellation_end_the_wait_for_a_proxy(TransportPath path)
    {
        using var proxy = new TestProxy("HTTP/1.1 200 OK\r\n");
        using EdgeTransport transport = Transports.Open(path, _edge, Through(proxy.Address));

        RpcException late = transport.Fail(RawMethods.Echo, [1], TimeSpan.FromMilliseconds(100));
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        Assert.Contains("(of the option proxy) opened no tunnel within", Describe(transport, late));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.Equal(StatusCode.Cancelled, Assert.Throws<RpcException>(
            () => transport.Call(RawMethods.Echo, [1], new CallOptions(cancellationToken: cancellation.Token))).StatusCode);
    }

    [Fact]
    public void Header_fields_without_end_are_not_read()
    {
        using var proxy = new TestProxy(socket =>
        {
            socket.Send("HTTP/1.1 200 OK\r\n"u8);
            while (true)
            {
                socket.Send("Field: value\r\n"u8);
            }
        });
        using EdgeTransport transport = Transports.Open(TransportPath.Exclusive, _edge, Through(proxy.Address));

        Assert.Contains("more than 16,384 bytes of header fields", Describe(transport, transport.Fail(RawMethods.Echo, [1])));
    }

    [Theory]
    [TransportPaths]
    public void A_proxy_that_is_not_there_is_named(TransportPath path)
    {
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using EdgeTransport transport = Transports.Open(path, _edge, Through($"http://{bound.LocalEndPoint}"));

        Assert.Contains(
            $"the proxy {bound.LocalEndPoint} (of the option proxy) cannot be reached: Connection refused. Check the proxy's URL",
            Describe(transport, transport.Fail(RawMethods.Echo, [1])));
    }

    [Fact]
    public async Task The_sockets_of_other_systems_use_it_too()
    {
        using var peer = new ScriptedPeer(static connection => connection.Greet());
        using var proxy = new TestProxy(Opened, peer.Endpoint);
        HttpProxy through = ProxySettings.Find(_edge, proxy.Address)!;
        CancellationToken end = TestContext.Current.CancellationToken;

        await using Stream stream = await PortableSockets.ConnectAsync(
            _edge, through, Transports.TestTimeout, end);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), end);

        byte[] settings = new byte[9];
        await stream.ReadExactlyAsync(settings, end);
        Assert.Equal(4, settings[3]);
        using var refusing = new TestProxy("HTTP/1.1 407 No\r\n");
        await Assert.ThrowsAsync<ConnectionException>(() => PortableSockets.ConnectAsync(
            _edge, ProxySettings.Find(_edge, refusing.Address)!, Transports.TestTimeout, end).AsTask());
    }

    private static EdgeClientOptions Through(string proxy) =>
        new() { Proxy = proxy, Retry = new EdgeRetryOptions { MaxAttempts = 1 } };

    private static string Describe(EdgeTransport transport, RpcException failure) =>
        ErrorTranslator.Translate(
            failure, "Echo", _edge.ToString(), Transports.TestTimeout, proxies: transport.Proxies).Message;
}
