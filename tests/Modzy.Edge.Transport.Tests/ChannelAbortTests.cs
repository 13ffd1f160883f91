using Grpc.Core;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;
using Modzy.Edge.Transport.Tests.Streams;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// Calls over the channel whose connection is lost while they are sent. SocketsHttpHandler cancels what it sends then;
/// the caller has cancelled nothing.
/// </summary>
public sealed class ChannelAbortTests
{
    /// <summary>
    /// A large message fills the socket's buffer while small calls are begun one after the other, so that some wait in
    /// each stage of being sent when the connection is reset.
    /// </summary>
    [Fact]
    public async Task Calls_that_wait_to_be_sent_are_unavailable()
    {
        const int window = 1 << 30;
        using var full = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet((SettingId.InitialWindowSize, window), (SettingId.MaxConcurrentStreams, 2000));
            connection.Send(Frames.WindowUpdate(0, window));
            full.Wait(Transports.TestTimeout);
            connection.Reset();
        });
        for (int round = 0; round < 5; round++)
        {
            full.Reset();
            using EdgeTransport transport = peer.Connect(TransportPath.Channel);
            List<Task<Exception?>> calls = [FailureOfAsync(transport, 32_000_000)];
            while (calls.Count < 600)
            {
                calls.Add(FailureOfAsync(transport, 10));
                if (calls.Count % 4 == 0)
                {
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                }
            }

            await AwaitStandstillAsync(transport);
            full.Set();
            Assert.All(await Task.WhenAll(calls), static failure =>
                Assert.Equal(StatusCode.Unavailable, Assert.IsType<RpcException>(failure).StatusCode));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_before_their_headers_are_unavailable(bool resets)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            StreamPeer.OfferAnother(connection);
            if (resets)
            {
                connection.Reset();
            }
        });
        for (int round = 0; round < 30; round++)
        {
            using var client = new EdgeClient(
                "127.0.0.1", peer.Endpoint.Port, new EdgeClientOptions { Transport = EdgeTransportKind.Channel });
            EdgeException failure = await Assert.ThrowsAsync<EdgeException>(async () =>
            {
                using InferenceStream stream = await client.OpenAsync();
                await stream.ReceiveIdentifierAsync();
            });

            Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        }
    }

    /// <summary>What the handler reports by chance: whether the body or the response of a call ends first.</summary>
    [Fact]
    public void A_cancellation_that_is_not_the_callers_is_a_loss()
    {
        Exception cause = HttpFailure.CauseOf(new TaskCanceledException(), goAway: null, tls: null);

        Assert.Equal(StatusCode.Unavailable, StatusMapping.FromException(cause)!.Value.StatusCode);
    }

    private static Task<Exception?> FailureOfAsync(EdgeTransport transport, int size)
    {
        var options = new CallOptions(deadline: DateTime.UtcNow + Transports.TestTimeout);
        return Task.Run(async () => await Record.ExceptionAsync(
            async () => await transport.UnaryAsync(RawMethods.Echo, options, new byte[size])));
    }

    /// <summary>Returns when nothing more is sent.</summary>
    private static async Task AwaitStandstillAsync(EdgeTransport transport)
    {
        long before = -1;
        for (long sent = 0; sent != before || sent < 100_000; sent = transport.Statistics.Sockets.Sent)
        {
            before = sent;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
