namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Nobody is there, or somebody else.</summary>
public sealed class UnreachableTests : ClientTest
{
    private const string Http1 = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /// <summary>How SocketsHttpHandler puts it.</summary>
    private const string NoHttp2 =
        "(The HTTP/2 server sent invalid data|An HTTP/2 connection could not be established|the peer (answers|speaks|does not speak|closed)).*";

    public UnreachableTests() => Log.ExpectFailingCalls();

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Nobody_listens(Mode mode)
    {
        var client = Client(UnusedPort.Find());

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal(
            (EdgeStatus.Unavailable, true, null), (failure.Status, failure.IsRetriable, failure.ServerMessage));
        Assert.Equal(
            $"127.0.0.1:{client.Port} cannot be reached: Connection refused. Check that the edge is running there, and that the host, "
            + "the port and the network are right. The call was tried 4 times.",
            failure.Message);
    }

    [Fact]
    public async Task An_unknown_name()
    {
        using var client = new EdgeClient("no-such-edge.invalid", 55000);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.StartsWith("no-such-edge.invalid:55000 cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task An_unknown_name_that_is_not_in_ASCII(EdgeTransportKind transport)
    {
        using var client = new EdgeClient("bücher.invalid", 55000, new EdgeClientOptions { Transport = transport });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.StartsWith(
            "bücher.invalid:55000 cannot be reached: Name or service not known. Check the spelling of the host, and give its ASCII "
            + "form (xn--...), the only one that DNS knows; or give an IP address.",
            failure.Message,
            StringComparison.Ordinal);
    }

    public static MatrixTheoryData<Mode, (string, string)> Others => new(
        [Mode.Blocking, Mode.Asynchronous],
        [
            (Http1, "the peer answers in HTTP/1, not HTTP/2"),
            ("\u0015\u0003\u0003\u0000\u0002\u0002\u0046", "the peer answers in TLS, and this client speaks plaintext"),
            ("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "the peer speaks SSH, not HTTP/2"),
            ("-ERR unknown command 'PRI'\r\n", "the peer does not speak HTTP/2; it sent \"-ERR unknown command 'PRI'\\r\\n\""),
            ("HTTP/1.0 400 Bad Request\r\n\r\n", "the peer answers in HTTP/1, not HTTP/2"),
        ]);

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Somebody_else_listens(Mode mode, (string Words, string Cause) other)
    {
        using var server = new CannedTcpServer(other.Words);
        var client = Client(server.Port);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal((EdgeStatus.Internal, null, false), (failure.Status, failure.ServerMessage, failure.IsRetriable));
        Assert.Equal(
            $"The call to 127.0.0.1:{client.Port} failed: {other.Cause}. Check that an edge listens there, and whether it expects TLS (the option tls).",
            failure.Message);
    }

    [Theory]
    [InlineData(Http1)]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")]
    [InlineData("\u0000\u0000\u0004\u0099garbage of no known kind, long enough for a frame")]
    public async Task Somebody_else_listens_to_a_call_over_the_channel(string words)
    {
        using var server = new CannedTcpServer(words);
        var client = Client(server.Port, new EdgeClientOptions { Transport = EdgeTransportKind.Channel });

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Null(failure.ServerMessage);
        // Whichever SocketsHttpHandler notices first: the words, that they are no handshake, or that it had to end the
        // connection.
        Assert.Matches(
            failure.Status == EdgeStatus.Internal
                ? $@"^The call to 127\.0\.0\.1:{client.Port} failed: {NoHttp2} Check that an edge "
                + @"listens there, and whether it expects TLS \(the option tls\)\.( The call was tried \d times\.)?$"
                : $@"^127\.0\.0\.1:{client.Port} cannot be reached: the peer closed the connection, or does not speak HTTP/2\. Check that the edge is "
                + @"running there, and that the host, the port and the network are right\. The call was tried 4 times\.$",
            failure.Message);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Somebody_hangs_up(Mode mode)
    {
        // An edge that is just stopping looks like this.
        using var server = new CannedTcpServer("", hangUp: true);
        var client = Client(server.Port);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal(
            (EdgeStatus.Unavailable, null, true), (failure.Status, failure.ServerMessage, failure.IsRetriable));
        Assert.StartsWith($"127.0.0.1:{client.Port} cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Waiting_for_an_edge_where_a_web_server_listens(Mode mode)
    {
        using var server = new CannedTcpServer(Http1);
        var client = Client(server.Port);

        // Waiting longer would not help: the call ends long before the hour is over.
        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => mode.WaitReady(client, TimeSpan.FromHours(1), Ended));

        Assert.Equal((EdgeStatus.Internal, $"127.0.0.1:{client.Port}"), (failure.Status, failure.Endpoint));
        Assert.Contains("the peer answers in HTTP/1, not HTTP/2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_over_the_channel_for_an_edge_where_a_web_server_listens()
    {
        using var server = new CannedTcpServer(Http1);
        var client = Client(server.Port, new EdgeClientOptions { Transport = EdgeTransportKind.Channel });

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => client.WaitReadyAsync(TimeSpan.FromSeconds(3), Ended));

        Assert.Contains(failure.Status, new[] { EdgeStatus.Internal, EdgeStatus.DeadlineExceeded });
        Assert.Equal($"127.0.0.1:{client.Port}", failure.Endpoint);
        Assert.Matches(
            failure.Status == EdgeStatus.Internal ? NoHttp2 : "the peer closed the connection, or does not speak HTTP/2", failure.Message);
    }
}
