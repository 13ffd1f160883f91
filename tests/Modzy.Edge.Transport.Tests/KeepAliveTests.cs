using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Interop;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tests.Streams;

namespace Modzy.Edge.Transport.Tests;

/// <summary>Checking a silent peer by HTTP/2 PINGs.</summary>
public sealed class KeepAliveTests
{
    private const string Unanswered = "did not answer a keepalive PING within";

    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    private static readonly EdgeClientOptions _impatient = new() { KeepAlive = _short, KeepAliveTimeout = _short };

    [Theory]
    [TransportPaths]
    public void A_peer_that_answers_no_PING_has_lost_its_connection(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            connection.ReadToEnd();
        });
        EdgeClientOptions options = path == TransportPath.Channel
            ? new() { KeepAlive = TimeSpan.FromSeconds(1), KeepAliveTimeout = TimeSpan.FromSeconds(1), KeepAliveWhenIdle = true }
            : _impatient;
        using EdgeTransport transport = peer.ConnectOpened(path, options);

        RpcException failure = transport.Fail(RawMethods.Echo, [1]);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        EdgeException error = ErrorTranslator.Translate(failure, "Echo", "edge:1", Transports.TestTimeout);
        Assert.Contains(Unanswered, error.Message);
        Assert.Equal((EdgeErrorOrigin.Transport, EdgeSent.All), (error.Origin, error.Sent));
    }

    [Fact]
    public void A_peer_that_reads_nothing_does_not_answer_either()
    {
        using var over = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, int.MaxValue));
            connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 0), Frames.WindowUpdate(0, int.MaxValue - 65_535));
            over.Wait(Transports.TestTimeout);
        });
        using EdgeTransport transport = peer.ConnectOpened(TransportPath.Exclusive, _impatient);

        RpcException failure = transport.Fail(RawMethods.Echo, new byte[64 * 1024 * 1024]);

        Assert.Contains(Unanswered, failure.Status.Detail);
        over.Set();
        Assert.Equal(EdgeSent.Part, ErrorTranslator.Translate(failure, "Echo", "edge:1", Transports.TestTimeout).Sent);
    }

    [Fact]
    public void Idle_connections_are_checked_if_that_was_asked_for_and_replaced_if_they_are_lost()
    {
        using var asked = new CountdownEvent(4);
        using var ended = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            if (connection.Number > 1)
            {
                connection.Echo();
            }

            while (asked.CurrentCount > 0)
            {
                (_, byte[] payload) = connection.ReadUntil(FrameType.Ping);
                connection.Send(Frames.Frame(FrameType.Ping, FrameFlags.Acknowledgement, 0, payload));
                asked.Signal();
            }

            connection.ReadToEnd();
            ended.Set();
        });
        using EdgeTransport transport = peer.ConnectOpened(
            TransportPath.Exclusive, _impatient with { KeepAliveTimeout = TimeSpan.FromSeconds(1), KeepAliveWhenIdle = true });

        Assert.True(ended.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        Assert.Equal([2], transport.Call(RawMethods.Echo, [2]));
    }

    [Fact]
    public async Task A_stream_is_checked_too()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            connection.ReadToEnd();
        });
        var options = new EdgeClientOptions { Transport = EdgeTransportKind.Direct, KeepAlive = TimeSpan.FromSeconds(10) };
        using var client = new EdgeClient(peer.Endpoint, options with { KeepAliveTimeout = _short });
        using InferenceStream stream = await client.OpenAsync();
        await stream.SendAsync([1]);

        EdgeException failure = await StreamClients.FailAsync(stream.ReceiveIdentifierAsync);

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.Contains(Unanswered, failure.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public void An_interval_that_servers_do_not_tolerate_is_refused(int milliseconds)
    {
        EdgeException refusal = Assert.Throws<EdgeException>(
            () => new EdgeClient("localhost", options: new() { KeepAlive = TimeSpan.FromMilliseconds(milliseconds) }));

        Assert.Equal((EdgeStatus.InvalidArgument, "keepalive_ms"), (refusal.Status, refusal.Parameter));
        Assert.Contains("give 10 s at least", refusal.Message);
    }
}
