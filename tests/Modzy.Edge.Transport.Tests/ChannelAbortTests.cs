using Grpc.Core;
using Modzy.Edge.Transport.Channel;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Streams;

namespace Modzy.Edge.Transport.Tests;

/// <summary>
/// Calls over the channel whose connection is lost while they are sent. SocketsHttpHandler cancels what it sends then;
/// the caller has cancelled nothing.
/// </summary>
public sealed class ChannelAbortTests
{
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
}
