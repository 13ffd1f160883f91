using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Transport.Tests.Servers;

namespace Modzy.Edge.Transport.Tests.Streams;

/// <summary>Streams stay within the windows of the peer, in which a sender waits, and stop the peer when nobody receives.</summary>
public sealed class StreamFlowControlTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_window_of_a_few_bytes_is_kept_to(EdgeTransportKind transport)
    {
        byte[] frame = RawMethods.Pattern(500);
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection, (SettingId.InitialWindowSize, 3));
            stream.SendHeaders();
            Assert.Equal(frame, stream.ReadFrame());
            stream.Send(StreamPeer.Inference("first"));
            stream.ReadEnd();
            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();

        await stream.SendAsync(frame);
        await stream.CompleteAsync();

        Assert.Equal("first", await stream.ReceiveIdentifierAsync());
        Assert.Null(await stream.ReceiveIdentifierAsync());
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_window_that_is_taken_back_becomes_negative_and_is_waited_for(EdgeTransportKind transport)
    {
        byte[] frame = RawMethods.Pattern(100_000);
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            int sent = 0;
            while (sent < 65_535)
            {
                sent += stream.ReadData(opensWindow: false);
            }

            connection.Send(Frames.Settings((SettingId.InitialWindowSize, 100)), Frames.WindowUpdate(0, 1_000_000));
            connection.Send(Frames.WindowUpdate(stream.StreamId, 65_435), Frames.Ping);
            connection.ReadUntil(FrameType.Ping);
            connection.Send(Frames.WindowUpdate(stream.StreamId, 7));
            for (int last = sent + 7; sent < last;)
            {
                sent += stream.ReadData(opensWindow: false);
                Assert.True(sent <= last);
            }

            connection.Send(Frames.Settings((SettingId.InitialWindowSize, 1_000_000)));
            Assert.Equal(frame, stream.ReadFrame());
            stream.Send(StreamPeer.Inference("first"));
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();

        await stream.SendAsync(frame);

        Assert.Equal("first", await stream.ReceiveIdentifierAsync());
    }

    /// <summary>What was not sent in time may be sent again; what was sent in part arrives in full.</summary>
    [Theory]
    [InlineData(EdgeTransportKind.Direct, true, 1_000)]
    [InlineData(EdgeTransportKind.Direct, false, 1_000)]
    [InlineData(EdgeTransportKind.Direct, true, 3_000_000)]
    [InlineData(EdgeTransportKind.Direct, false, 3_000_000)]
    [InlineData(EdgeTransportKind.Channel, true, 3_000_000)]
    [InlineData(EdgeTransportKind.Channel, false, 3_000_000)]
    public async Task A_peer_that_takes_nothing_for_a_while_loses_and_doubles_nothing(
        EdgeTransportKind transport, bool blocks, int length)
    {
        using var reads = new SemaphoreSlim(0);
        var arrived = new List<byte>();
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            reads.Wait(Transports.TestTimeout);
            for (byte next = 0; next < 255;)
            {
                byte[] frame = stream.ReadFrame();
                next = frame[0];
                Assert.Equal(-1, frame.AsSpan().IndexOfAnyExcept(next));
                arrived.Add(next);
            }

            stream.Send(StreamPeer.Inference("last"));
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();
        var taken = new List<byte>();
        byte[] frame = new byte[length];

        async Task<bool> TrySend(byte value, TimeSpan timeout)
        {
            Array.Fill(frame, value);
            try
            {
                if (blocks)
                {
                    stream.Send(client, frame, timeout);
                }
                else
                {
                    await stream.SendAsync(frame, timeout);
                }

                taken.Add(value);
                return true;
            }
            catch (EdgeException e) when (e.Status == EdgeStatus.DeadlineExceeded)
            {
                return false;
            }
            finally
            {
                Array.Fill(frame, (byte)99);
            }
        }

        byte value = 0;
        while (await TrySend(value, value < 3 ? _short : TimeSpan.Zero))
        {
            value++;
        }

        Assert.False(await TrySend(value, TimeSpan.Zero));
        reads.Release();
        while (!await TrySend(255, _short))
        {
        }

        Assert.Equal("last", await stream.ReceiveIdentifierAsync());
        Assert.Equal(taken, arrived);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    public async Task A_sender_that_waits_for_the_window_or_the_socket_can_be_cancelled_alone(EdgeTransportKind transport)
    {
        using var reads = new SemaphoreSlim(0);
        using var peer = new ScriptedPeer(
            connection =>
            {
                StreamPeer stream = StreamPeer.Offer(connection, (SettingId.InitialWindowSize, 10_000_000));
                connection.Send(Frames.WindowUpdate(0, 10_000_000));
                stream.SendHeaders();
                reads.Wait(Transports.TestTimeout);
                for (int frames = 0; stream.ReadFrame()[0] != 255; frames++)
                {
                    Assert.True(frames < 20);
                }

                stream.Send(StreamPeer.Inference("last"));
                connection.ReadToEnd();
            },
            Path.Combine(Path.GetTempPath(), $"edge-{Guid.NewGuid():N}.sock"));
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();
        byte[] frame = new byte[3_000_000];

        for (bool cancelled = false; !cancelled;)
        {
            using var source = new CancellationTokenSource(_short);
            try
            {
                await stream.SendAsync("m", "1.0.0", [InferenceInput.FromBytes("k", frame)], cancellationToken: source.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled = true;
            }
        }

        reads.Release();
        await stream.SendAsync([255]);
        Assert.Equal("last", await stream.ReceiveIdentifierAsync());
    }

    /// <summary>Also while a sender waits: gRPC servers measure with PINGs, and close connections that do not answer.</summary>
    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task Pings_are_answered_while_nobody_uses_the_stream_and_while_a_sender_waits(EdgeTransportKind transport)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection, (SettingId.InitialWindowSize, 1000));
            connection.AwaitProcessing();
            stream.SendHeaders();
            stream.Send(StreamPeer.Inference("first"));
            stream.ReadData(opensWindow: false);
            connection.AwaitProcessing();
            connection.Send(Frames.WindowUpdate(stream.StreamId, 1_000_000));
            Assert.Equal(5000, stream.ReadFrame(opensWindow: false).Length);
            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();

        Assert.Equal("first", await stream.ReceiveIdentifierAsync());
        await stream.SendAsync(new byte[5000]);
        Assert.Null(await stream.ReceiveIdentifierAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_stops_when_nobody_receives_and_goes_on_with_the_receiver(bool blocks)
    {
        const int count = 50;
        const int length = 100_000;
        int sent = 0;
        using var stopped = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            long window = ClientPreface.Window;
            for (int i = 0; i < count; i++)
            {
                byte[] message = StreamPeer.Inference($"{i}", length);
                foreach (byte[] chunk in message.Chunk(16_384))
                {
                    while (window < chunk.Length)
                    {
                        stopped.Set();
                        (FrameHeader header, byte[] payload) = connection.ReadUntil(FrameType.WindowUpdate);
                        window += header.StreamId == 0 ? 0 : (payload[1] << 16) | (payload[2] << 8) | payload[3];
                    }

                    window -= chunk.Length;
                    connection.Send(Frames.Data(stream.StreamId, chunk));
                }

                sent++;
            }

            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);
        using InferenceStream stream = await client.OpenAsync();

        Assert.True(stopped.Wait(Transports.TestTimeout, StreamClients.TestEnd));
        Assert.InRange(sent, 1, (ClientPreface.Window / length) + 1);
        for (int i = 0; i < count; i++)
        {
            Inference? inference = blocks ? stream.Receive(null) : await stream.ReceiveAsync(cancellationToken: StreamClients.TestEnd);
            Assert.Equal($"{i}", inference?.Identifier);
        }

        Assert.Null(blocks ? stream.Receive(null) : await stream.ReceiveAsync(cancellationToken: StreamClients.TestEnd));
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    public async Task A_message_larger_than_the_window_comes_through(EdgeTransportKind transport)
    {
        const int length = 5_000_000;
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            long streamWindow = ClientPreface.Window;
            long connectionWindow = ClientPreface.Window;

            foreach (byte[] chunk in StreamPeer.Inference("large", length).Chunk(16_384))
            {
                while (Math.Min(streamWindow, connectionWindow) < chunk.Length)
                {
                    (FrameHeader header, byte[] payload) = connection.ReadUntil(FrameType.WindowUpdate);
                    int increment = (payload[0] << 24) | (payload[1] << 16) | (payload[2] << 8) | payload[3];
                    streamWindow += header.StreamId == 0 ? 0 : increment;
                    connectionWindow += header.StreamId == 0 ? increment : 0;
                }

                streamWindow -= chunk.Length;
                connectionWindow -= chunk.Length;
                connection.Send(Frames.Data(stream.StreamId, chunk));
            }

            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();

        await Task.Delay(_short, StreamClients.TestEnd);
        Inference inference = (await stream.ReceiveAsync(cancellationToken: StreamClients.TestEnd))!;

        Assert.Equal(length, inference.Outputs!["output"].Data.Length);
        Assert.Null(await stream.ReceiveIdentifierAsync());
    }
}
