using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>A peer that is stopped, or whose connection the network has dropped: its connection is replaced.</summary>
public sealed class UnresponsivePeerTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public void After_a_call_without_a_byte_from_the_peer_the_next_takes_another_connection(TransportPath path)
    {
        using var asked = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            if (connection.Number > 1)
            {
                connection.Echo();
            }

            connection.ReadUntil(FrameType.Ping);
            asked.Set();
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [1], _short).StatusCode);
        Assert.Equal([2], transport.Call(RawMethods.Echo, [2]));
        Assert.Equal(2, peer.Connections);
        Assert.True(asked.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public void A_peer_that_never_said_anything_is_given_up(TransportPath path)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            if (connection.Number > 1)
            {
                connection.Greet();
                connection.Echo();
            }

            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(path);

        Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [1], _short).StatusCode);
        Assert.Equal([2], transport.Call(RawMethods.Echo, [2]));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData(TransportPath.Multiplexed)]
    [InlineData(TransportPath.Async)]
    [InlineData(TransportPath.Started)]
    public void A_peer_that_answers_the_question_whether_it_lives_keeps_its_connection(TransportPath path)
    {
        using var answered = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            (_, byte[] payload) = connection.ReadUntil(FrameType.Ping);
            connection.Send(Frames.Frame(FrameType.Ping, FrameFlags.Acknowledgement, 0, payload));
            connection.AwaitProcessing();
            answered.Set();
            connection.Echo();
        });
        using EdgeTransport transport = peer.ConnectOpened(path);

        Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [1], _short).StatusCode);
        Assert.True(answered.Wait(Transports.TestTimeout, TestContext.Current.CancellationToken));
        Assert.Equal([2], transport.Call(RawMethods.Echo, [2]));
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task Calls_that_have_time_are_not_ended_by_the_doubt()
    {
        using var late = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Open();
            if (connection.Number > 1)
            {
                connection.Echo();
            }

            (int streamId, byte[] data) = connection.ReadRequest();
            late.Wait(Transports.TestTimeout);
            connection.Send(Frames.Answer(streamId, data[5..]));
            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.ConnectOpened(TransportPath.Async);

        Task<byte[]> patient =
            transport.UnaryAsync(RawMethods.Echo, new CallOptions(deadline: DateTime.UtcNow
                + Transports.TestTimeout), [1]).AsTask();
        Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [2], _short).StatusCode);
        Assert.Equal([3], transport.Call(RawMethods.Echo, [3]));
        late.Set();
        Assert.Equal([1], await patient);
    }
}
