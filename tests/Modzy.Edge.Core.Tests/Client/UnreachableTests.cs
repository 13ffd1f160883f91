namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Nobody is there, or somebody else.</summary>
public sealed class UnreachableTests : ClientTest
{
    private const string Http1 = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public UnreachableTests() => Log.ExpectFailingCalls();

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Nobody_listens(Mode mode)
    {
        var client = Client(RawServer.UnusedPort());

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal((EdgeStatus.Unavailable, true, null), (failure.Status, failure.IsRetriable, failure.ServerMessage));
        Assert.Equal(
            $"127.0.0.1:{client.Port} cannot be reached: Connection refused. Check that the edge is running there, and that the host, "
            + "the port and the network are right.",
            failure.Message);
    }

    [Fact]
    public async Task A_name_that_nobody_has()
    {
        using var client = new EdgeClient("no-such-edge.invalid", 55000);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.StartsWith("no-such-edge.invalid:55000 cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking, Http1)]
    [InlineData(Mode.Asynchronous, Http1)]
    [InlineData(Mode.Blocking, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")]
    [InlineData(Mode.Asynchronous, "\u0000\u0000\u0004\u0099garbage of no known kind, long enough for a frame")]
    public async Task Somebody_else_listens(Mode mode, string words)
    {
        using var server = new RawServer(words);
        var client = Client(server.Port);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Null(failure.ServerMessage);
        // Whichever comes first: the words, or the end of setting up the connection.
        Assert.Matches(
            failure.Status == EdgeStatus.Internal
                ? $@"^The conversation with 127\.0\.0\.1:{client.Port} failed: The HTTP/2 server sent invalid data .* Check that it is an edge "
                + @"that listens there, with gRPC in plaintext\.$"
                : $@"^127\.0\.0\.1:{client.Port} cannot be reached: it closed the connection, or does not speak HTTP/2\. Check that the edge is "
                + @"running there, and that the host, the port and the network are right\.$",
            failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0046")]
    public async Task Somebody_hangs_up(string words)
    {
        // An edge that is just stopping looks like this; so does one that would speak TLS.
        using var server = new RawServer(words, hangUp: true);
        var client = Client(server.Port);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => Mode.Blocking.Get(client));

        Assert.Equal((EdgeStatus.Unavailable, null), (failure.Status, failure.ServerMessage));
        Assert.StartsWith($"127.0.0.1:{client.Port} cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Waiting_for_an_edge_where_a_web_server_listens(Mode mode)
    {
        using var server = new RawServer(Http1);
        var client = Client(server.Port);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.WaitReady(client, TimeSpan.FromMilliseconds(500), Ended));

        Assert.Contains(failure.Status, new[] { EdgeStatus.Internal, EdgeStatus.DeadlineExceeded });
        Assert.Equal($"127.0.0.1:{client.Port}", failure.Endpoint);
        Assert.Contains(
            failure.Status == EdgeStatus.Internal ? "The HTTP/2 server sent invalid data" : "it closed the connection, or does not speak HTTP/2",
            failure.Message,
            StringComparison.Ordinal);
    }
}
