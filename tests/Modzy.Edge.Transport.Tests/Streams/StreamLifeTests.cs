using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;

namespace Modzy.Edge.Transport.Tests.Streams;

/// <summary>How streams get their connections, give them back, and end.</summary>
public sealed class StreamLifeTests
{
    [Fact]
    public async Task A_connection_serves_one_stream_after_the_other()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                StreamPeer stream = StreamPeer.OfferAnother(connection);
                stream.SendHeaders();
                stream.ReadFrame();
                stream.Send(StreamPeer.Inference($"{stream.StreamId}"));
                stream.ReadEnd();
                stream.End();
            }
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);

        for (int i = 0; i < 3; i++)
        {
            using InferenceStream stream = await client.OpenAsync();
            await stream.SendAsync([1]);
            await stream.CompleteAsync();
            Assert.Equal($"{(4 * i) + 3}", await stream.ReceiveIdentifierAsync());
            Assert.Null(await stream.ReceiveIdentifierAsync());
        }

        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task A_connection_serves_on_after_a_stream_that_the_edge_has_failed()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            while (true)
            {
                StreamPeer stream = StreamPeer.OfferAnother(connection);
                stream.ReadFrame();
                connection.Send(Frames.Trailers(stream.StreamId, (":status", "200"), ("grpc-status", "5"), ("grpc-message", "no model")));
                connection.ReadUntil(FrameType.ResetStream);
            }
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);

        for (int i = 0; i < 3; i++)
        {
            using InferenceStream stream = await client.OpenAsync();
            await stream.SendAsync([1]);
            EdgeException failure = await StreamClients.FailAsync(stream.ReceiveIdentifierAsync);
            Assert.Equal((EdgeStatus.NotFound, "no model"), (failure.Status, failure.ServerMessage));
            Assert.Equal(EdgeStatus.NotFound, (await StreamClients.FailAsync(() => stream.SendAsync([2]))).Status);
        }

        Assert.Equal(1, peer.Connections);
    }

    public enum Refusal
    {
        Reset,
        GoAway,
        Close,
    }

    /// <summary>A stream that the edge has not processed is opened on another connection.</summary>
    [Theory]
    [InlineData(Refusal.Reset)]
    [InlineData(Refusal.GoAway)]
    [InlineData(Refusal.Close)]
    public async Task A_stream_that_was_refused_before_its_first_message_is_opened_again(Refusal refusal)
    {
        using var refused = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            if (connection.Number == 1)
            {
                StreamPeer.AnswerProbe(connection);
                int streamId = connection.ReadUntil(FrameType.Headers).Header.StreamId;
                if (refusal == Refusal.Reset)
                {
                    connection.Send(Frames.Reset(streamId, Http2Error.RefusedStream), Frames.GoAway(streamId - 2));
                }
                else if (refusal == Refusal.GoAway)
                {
                    connection.Send(Frames.GoAway(streamId - 2));
                }

                connection.Dispose();
                connection.HalfClose();
                refused.Set();
                return;
            }

            var stream = new StreamPeer(connection, connection.ReadUntil(FrameType.Headers).Header.StreamId);
            stream.SendHeaders();
            Assert.Equal([7], stream.ReadFrame());
            stream.Send(StreamPeer.Inference("first"));
            stream.ReadEnd();
            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);
        using InferenceStream stream = await client.OpenAsync();
        Assert.True(refused.Wait(Transports.TestTimeout, StreamClients.TestEnd));
        Assert.True(SpinWait.SpinUntil(() => peer.Connections == 2, Transports.TestTimeout));

        await stream.SendAsync([7]);
        await stream.CompleteAsync();

        Assert.Equal("first", await stream.ReceiveIdentifierAsync());
        Assert.Null(await stream.ReceiveIdentifierAsync());
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task What_came_before_the_connection_was_lost_is_received_first()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            stream.ReadFrame();
            stream.Send([.. StreamPeer.Inference("first"), .. StreamPeer.Inference("second")[..^1]]);
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);
        using InferenceStream stream = await client.OpenAsync();
        await stream.SendAsync([1]);

        Assert.Equal("first", await stream.ReceiveIdentifierAsync());
        Assert.Equal(EdgeStatus.Unavailable, (await StreamClients.FailAsync(stream.ReceiveIdentifierAsync)).Status);
        Assert.Equal(EdgeStatus.Unavailable, (await StreamClients.FailAsync(() => stream.SendAsync([2]))).Status);
        Assert.Equal(EdgeStatus.Unavailable, (await StreamClients.FailAsync(stream.CompleteAsync)).Status);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_message_of_which_the_end_is_missing_is_a_failure(EdgeTransportKind transport)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            stream.Send(StreamPeer.Inference("first")[..^1]);
            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();

        EdgeException failure = await StreamClients.FailAsync(stream.ReceiveIdentifierAsync);

        Assert.Equal(EdgeStatus.Internal, failure.Status);
        Assert.Contains("ends in the middle of its message", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_message_larger_than_the_client_accepts_fails_the_stream(EdgeTransportKind transport)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            stream.Send(StreamPeer.Inference("large", 2000));
            connection.ReadToEnd();
        });
        using var client = new EdgeClient(peer.Endpoint, new EdgeClientOptions { Transport = transport, MaxReceiveBytes = 1000 });
        using InferenceStream stream = await client.OpenAsync();

        EdgeException failure = await StreamClients.FailAsync(stream.ReceiveIdentifierAsync);

        Assert.Equal((EdgeStatus.ResourceExhausted, EdgeErrorOrigin.Local), (failure.Status, failure.Origin));
        Assert.Equal(EdgeStatus.ResourceExhausted, (await StreamClients.FailAsync(stream.ReceiveIdentifierAsync)).Status);
        Assert.Equal(EdgeStatus.ResourceExhausted, (await StreamClients.FailAsync(() => stream.SendAsync([1]))).Status);
    }

    [Fact]
    public async Task A_stream_that_is_disposed_is_reset_and_its_connection_closed()
    {
        var ended = new TaskCompletionSource();
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            (FrameHeader header, byte[] reason) = connection.ReadUntil(FrameType.ResetStream);
            Assert.Equal((stream.StreamId, (byte)Http2Error.Cancel), (header.StreamId, reason[3]));
            connection.ReadToEnd();
            ended.SetResult();
        });
        using (EdgeClient client = peer.Client(EdgeTransportKind.Direct))
        {
            (await client.OpenAsync()).Dispose();
        }

        await ended.Task.WaitAsync(Transports.TestTimeout, StreamClients.TestEnd);
    }

    [Fact]
    public async Task A_receiver_and_a_sender_are_one_each()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer.Offer(connection);
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);
        using InferenceStream stream = await client.OpenAsync();

        Task first = stream.ReceiveAsync(cancellationToken: StreamClients.TestEnd);
        EdgeException failure = await StreamClients.FailAsync(() => stream.ReceiveAsync(cancellationToken: StreamClients.TestEnd));

        Assert.Equal(EdgeStatus.FailedPrecondition, failure.Status);
        stream.Cancel();
        Assert.Equal(EdgeStatus.Cancelled, (await StreamClients.FailAsync(() => first)).Status);
    }
}
