using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests;

/// <summary>What the channel and the streams on it do after a connection has gone wrong.</summary>
public sealed class ChannelTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void What_one_connection_was_told_does_not_bind_the_next()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet(connection.Number == 1 ? [(SettingId.MaxHeaderListSize, 1u)] : []);
            while (true)
            {
                int stream = connection.ReadRequest().StreamId;
                connection.Send(connection.Number == 1 && stream == 1 ? Frames.GoAway(1) : []);
                connection.Send(Frames.Answer(stream, 7));
            }
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Channel);

        // The settings may be known to the first call already, which cannot be sent then; or to the second.
        int answered = Enumerable.Range(0, 4).Count(_ => IsAnswered(transport));

        Assert.InRange(answered, 2, 4);
        Assert.Equal([7], transport.Call(RawMethods.Echo, [1]));
    }

    [Fact]
    public void A_connection_that_stays_silent_is_left()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (connection.Number > 1)
            {
                connection.Send(Frames.Answer(connection.ReadRequest().StreamId, 7));
            }

            connection.ReadToEnd();
        });
        using EdgeTransport transport = peer.Connect(TransportPath.Channel);

        // In the time of the first call the settings come. The second finds the connection silent.
        Assert.Equal(StatusCode.DeadlineExceeded, transport.Fail(RawMethods.Echo, [], _short).StatusCode);
        IsAnswered(transport, _short);
        Assert.Equal([7], transport.Call(RawMethods.Echo, [1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_is_closed_leaves_no_connection(bool greets)
    {
        var ended = new TaskCompletionSource();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            if (greets)
            {
                connection.Send(Frames.Settings(), Frames.SettingsAck);
            }

            try
            {
                connection.ReadToEnd();
            }
            finally
            {
                ended.SetResult();
            }
        });
        using (EdgeTransport transport = peer.Connect(TransportPath.Channel))
        {
            transport.Fail(RawMethods.Echo, [], _short);
        }

        await ended.Task.WaitAsync(Transports.TestTimeout, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_is_open_only_when_the_edge_has_answered(bool greets)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.ReadPreface();
            if (greets)
            {
                connection.Send(Frames.Settings(), Frames.SettingsAck);
            }

            connection.ReadToEnd();
        });
        using var client = new EdgeClient(peer.Endpoint, new EdgeClientOptions { Deadline = _short });

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => client.Inferences.OpenStreamAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(EdgeStatus.DeadlineExceeded, failure.Status);
    }

    [Fact]
    public async Task Receiving_ends_at_the_deadline_with_which_the_stream_was_opened()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadUntil(FrameType.Headers);
            connection.Send(Frames.Trailers(1, (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0")));
            connection.ReadToEnd();
        });
        using var client = new EdgeClient(peer.Endpoint, new EdgeClientOptions());
        var options = new EdgeCallOptions { Deadline = TimeSpan.FromSeconds(1) };
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using InferenceStream stream = await client.Inferences.OpenStreamAsync(options, cancellation);
        await stream.SendAsync("inspector", "1.0.0", [InferenceInput.FromText("a", "b")], cancellationToken: cancellation);

        Assert.Equal(
            EdgeStatus.DeadlineExceeded,
            (await Assert.ThrowsAsync<EdgeException>(
                () => stream.ReceiveAsync(cancellationToken: cancellation))).Status);
        Assert.Equal(EdgeStatus.DeadlineExceeded, (await Assert.ThrowsAsync<EdgeException>(async () =>
        {
            await foreach (Inference _ in stream.ReadAllAsync(cancellation))
            {
            }
        })).Status);
    }

    private static bool IsAnswered(EdgeTransport transport, TimeSpan? time = null)
    {
        try
        {
            transport.Call(RawMethods.Echo, [1], time);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
