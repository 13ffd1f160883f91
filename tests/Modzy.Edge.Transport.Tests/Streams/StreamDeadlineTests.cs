using System.Buffers;
using System.Diagnostics;
using Grpc.Core;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Tests.Peers;
using Modzy.Edge.Wire;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge.Transport.Tests.Streams;

/// <summary>Opening a stream, and the waits in it, end at their deadline, and not at a multiple of it.</summary>
public sealed class StreamDeadlineTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the peer takes the request or not.</summary>
    [Theory]
    [InlineData(EdgeTransportKind.Direct, 0)]
    [InlineData(EdgeTransportKind.Direct, 65_535)]
    [InlineData(EdgeTransportKind.Channel, 0)]
    [InlineData(EdgeTransportKind.Channel, 65_535)]
    public async Task Reading_all_waits_for_an_inference_for_the_deadline_from_its_request(
        EdgeTransportKind transport, uint window)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer.Offer(connection, (SettingId.InitialWindowSize, window));
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport, _deadline);
        using InferenceStream stream = await client.OpenAsync();
        Task<EdgeException> reading = StreamClients.FailAsync(async () =>
        {
            await foreach (Inference inference in stream.ReadAllAsync(StreamClients.TestEnd))
            {
                Assert.Fail($"{inference.Identifier} came from nowhere.");
            }
        });
        await Task.Delay(_short, StreamClients.TestEnd);
        var time = Stopwatch.StartNew();

        Task sending = stream.SendAsync([1], Timeout.InfiniteTimeSpan);
        EdgeException late = await reading.WaitAsync(Transports.TestTimeout, StreamClients.TestEnd);

        // Twice the deadline is what a wait with a deadline of its own would take.
        Assert.InRange(time.Elapsed, _deadline - _short, (2 * _deadline) - _short);
        Assert.Equal((EdgeStatus.DeadlineExceeded, null), (late.Status, late.Method));
        Assert.EndsWith("(3000 ms passed.)", late.Message, StringComparison.Ordinal);
        stream.Cancel();
        await Task.WhenAny(sending);
    }

    [Fact]
    public async Task Reading_all_waits_for_a_request_for_longer_than_the_deadline()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            StreamPeer stream = StreamPeer.Offer(connection);
            stream.SendHeaders();
            stream.ReadFrame();
            stream.Send(StreamPeer.Inference("first"));
            stream.End();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct, _deadline);
        using InferenceStream stream = await client.OpenAsync();
        Task<List<string>> reading = Task.Run(async () =>
        {
            var received = new List<string>();
            await foreach (Inference inference in stream.ReadAllAsync(StreamClients.TestEnd))
            {
                received.Add(inference.Identifier);
            }

            return received;
        });
        await Task.Delay(_deadline + _short, StreamClients.TestEnd);

        await stream.SendAsync([1]);

        Assert.Equal(["first"], await reading);
    }

    /// <summary>Timers can end a little before the deadline of the stream that asks whether the edge offers streams.</summary>
    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_stream_that_the_edge_does_not_open_fails_by_its_deadline(EdgeTransportKind transport)
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(transport, TimeSpan.FromMilliseconds(10));

        for (int i = 0; i < 100; i++)
        {
            EdgeException failure = await StreamClients.FailAsync(client.OpenAsync);
            Assert.Equal((EdgeStatus.DeadlineExceeded, true), (failure.Status, failure.Method is not null));
            Assert.Contains("within 10 ms", failure.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The peer answers whether it offers streams, and then allows none.</summary>
    [Fact]
    public async Task Opening_has_one_deadline_for_all_that_it_does()
    {
        using var peer = new ScriptedPeer(connection =>
        {
            connection.Greet();
            int probe = connection.ReadRequest().StreamId;
            Thread.Sleep(_deadline - (2 * _short));
            connection.Send(Frames.Settings((SettingId.MaxConcurrentStreams, 0)), StreamPeer.Ending(probe));
            connection.ReadToEnd();
        });
        using EdgeClient client = peer.Client(EdgeTransportKind.Direct, _deadline);
        var time = Stopwatch.StartNew();

        EdgeException failure = await StreamClients.FailAsync(async () =>
        {
            using InferenceStream stream = await client.OpenAsync();
            await stream.ReceiveAsync(cancellationToken: StreamClients.TestEnd);
        });

        // With a deadline for the stream alone it would be 5 seconds.
        Assert.InRange(time.Elapsed, _deadline - _short, _deadline + (3 * _short));
        Assert.Equal(EdgeStatus.DeadlineExceeded, failure.Status);
        Assert.Contains("3000 ms", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What was not sent in time may be sent again.</summary>
    [Fact]
    public async Task A_send_over_the_channel_does_not_wait_longer_for_a_stream_that_is_not_open_yet()
    {
        var requests = new LateWriter();
        var stream = new DuplexInferenceStream(
            new AsyncDuplexStreamingCall<IWireMessage, WireInference>(
                requests, new SilentReader(), Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { }),
            failure => new EdgeException(EdgeStatus.Unknown, failure.Message));

        EdgeException late = await StreamClients.FailAsync(
            () => stream.SendAsync(new EmptyMessage(), _short, StreamClients.TestEnd).WaitAsync(Transports.TestTimeout));
        requests.Open();
        await stream.SendAsync(new EmptyMessage(), Transports.TestTimeout, StreamClients.TestEnd);

        Assert.Equal((EdgeStatus.DeadlineExceeded, 1), (late.Status, requests.Written));
    }

    private sealed class LateWriter : IClientStreamWriter<IWireMessage>
    {
        private readonly TaskCompletionSource _opened = new();

        public int Written { get; private set; }

        public WriteOptions? WriteOptions { get; set; }

        public void Open() => _opened.SetResult();

        public async Task WriteAsync(IWireMessage message)
        {
            await _opened.Task;
            message.WriteTo(new ArrayBufferWriter<byte>());
            Written++;
        }

        public Task CompleteAsync() => Task.CompletedTask;
    }

    private sealed class SilentReader : IAsyncStreamReader<WireInference>
    {
        public WireInference Current => throw new InvalidOperationException();

        public Task<bool> MoveNext(CancellationToken cancellationToken) => new TaskCompletionSource<bool>().Task;
    }
}
