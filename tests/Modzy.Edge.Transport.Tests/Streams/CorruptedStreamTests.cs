using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Hpack;
using Modzy.Edge.Transport.Tests.Peers;

namespace Modzy.Edge.Transport.Tests.Streams;

/// <summary>What a peer sends on a stream, truncated and corrupted at every position, and violations of HTTP/2.</summary>
public sealed class CorruptedStreamTests
{
    /// <summary>The stream after the one that asks whether there are streams.</summary>
    private const int StreamId = 3;

    private static readonly byte[] _firstPart =
    [
        .. Frames.Settings((SettingId.InitialWindowSize, 100_000)),
        .. Frames.Ping,
        .. Frames.Frame(FrameType.Headers, FrameFlags.EndHeaders, StreamId, new TestHpackEncoder().Encode(
            [new(":status", "200", FieldForm.Indexed), new("content-type", "application/grpc", Huffman: true)], resize: 0)),
        .. Frames.Data(StreamId, StreamPeer.Inference("one")),
        .. Frames.WindowUpdate(StreamId, 1000),
        .. Frames.Data(StreamId, [2, .. StreamPeer.Inference("two")[..7], 0, 0], FrameFlags.Padded),
    ];

    private static readonly byte[] _secondPart =
    [
        .. Frames.Data(StreamId, StreamPeer.Inference("two")[7..]),
        .. Frames.Trailers(StreamId, ("grpc-status", "0")),
    ];

    private static byte[] Exchange => [.. _firstPart, .. _secondPart];

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task Whole_it_is_two_inferences(EdgeTransportKind transport) =>
        Assert.Equal((2, null), await OutcomeAsync(transport, Exchange, closes: false));

    [Fact]
    public Task Cut_off_anywhere_what_came_is_received_and_then_the_edge_unavailable() =>
        Parallel.ForEachAsync(Enumerable.Range(0, Exchange.Length), Side(), async (length, _) =>
        {
            (int received, EdgeException? failure) = await OutcomeAsync(EdgeTransportKind.Direct, Exchange[..length]);
            Assert.Equal(EdgeStatus.Unavailable, failure?.Status);
            int complete = length >= _firstPart.Length + _secondPart.Length - Frames.Trailers(StreamId, ("grpc-status", "0")).Length ? 2
                : length >= _firstPart.Length - Frames.Data(StreamId, new byte[10]).Length - Frames.WindowUpdate(3, 1).Length ? 1
                : 0;
            Assert.Equal(complete, received);
        });

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    [InlineData(0x24)]
    public Task Corrupted_anywhere_it_has_an_outcome(byte change) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Exchange.Length), Side(), async (position, _) =>
        {
            byte[] garbled = Exchange;
            garbled[position] ^= change;

            // Any exception but that of a status fails the test.
            await OutcomeAsync(EdgeTransportKind.Direct, garbled);
        });

    public static TheoryData<string, byte[]> Violations => new()
    {
        { "larger than the client accepts", Frames.Data(StreamId, new byte[16_385]) },
        { "pushes", Frames.Frame(FrameType.PushPromise, FrameFlags.EndHeaders, StreamId, 0, 0, 0, 2) },
        { "a stream that does not exist", Frames.Data(5, [1]) },
        { "padding beyond the payload", Frames.Data(StreamId, [2, 0], FrameFlags.Padded) },
        { "a window beyond the limit", Frames.Settings((SettingId.InitialWindowSize, 1u << 31)) },
        { "the connection's window opened too far", Frames.WindowUpdate(0, int.MaxValue) },
        { "wrong compression", Frames.Frame(FrameType.Headers, FrameFlags.EndHeaders, StreamId, 0x80) },
        { "more than the connection's window", [.. Enumerable.Range(0, 70).SelectMany(_ => Frames.Data(StreamId, new byte[16_000]))] },
        { "a flood of PINGs", [.. Enumerable.Range(0, 3000).SelectMany(_ => Frames.Ping)] },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_fails_the_stream_and_the_peer_is_told(string what, byte[] answer)
    {
        byte reason = 0;
        using var ended = new ManualResetEventSlim();
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            connection.Send(answer);
            reason = connection.ReadUntil(FrameType.GoAway).Payload[7];
            ended.Set();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct);
        using InferenceStream stream = await client.OpenAsync();
        Assert.True(ended.Wait(Transports.TestTimeout, StreamClients.TestEnd), what);

        // What was stored before the violation is received, and may be no message.
        EdgeException failure = await StreamClients.FailAsync(async () =>
        {
            while (await stream.ReceiveIdentifierAsync() is not null)
            {
            }
        });

        Assert.Equal(EdgeStatus.Internal, failure.Status);
        Assert.NotEqual(0, reason);
        Assert.Equal(EdgeStatus.Internal, (await StreamClients.FailAsync(() => stream.SendAsync([1]))).Status);
    }

    private static ParallelOptions Side() => new()
    {
        MaxDegreeOfParallelism = 8,
        CancellationToken = StreamClients.TestEnd,
    };

    /// <summary>How many inferences came, and what the stream has failed with.</summary>
    private static async Task<(int Received, EdgeException? Failure)> OutcomeAsync(
        EdgeTransportKind transport, byte[] answer, bool closes = true)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.ReadFrame();
            connection.Send(answer);
            if (closes)
            {
                connection.HalfClose();
            }

            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport);
        using InferenceStream stream = await client.OpenAsync();
        int received = 0;
        try
        {
            await stream.SendAsync([1]);
            while (await stream.ReceiveIdentifierAsync() is not null)
            {
                received++;
            }

            return (received, null);
        }
        catch (EdgeException e)
        {
            return (received, e);
        }
    }
}
