using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Inferences;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;
using WireInferenceRequest = Modzy.Edge.Wire.Inferences.InferenceRequest;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Over a connection of their own.</summary>
public sealed class DirectStreamTests() : StreamTests(EdgeTransportKind.Direct);

/// <summary>Over the channel.</summary>
public sealed class ChannelStreamTests() : StreamTests(EdgeTransportKind.Channel);

/// <summary>Streams of inferences, over an edge that offers them and over one that does not.</summary>
public abstract class StreamTests : ClientTest
{
    private readonly EdgeTransportKind _transport;
    private readonly TaskCompletionSource _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected StreamTests(EdgeTransportKind transport)
    {
        _transport = transport;
        Log.ExpectFailingCalls();
        Answers.On(EdgeMethods.PerformInference, async (bytes, call) =>
        {
            var request = WireInferenceRequest.Parser.ParseFrom(bytes);
            if (request.Model.Identifier == "sleeper")
            {
                await _awake.Task.WaitAsync(call.CancellationToken);
            }

            if (request.Model.Identifier == "reader")
            {
                return new WireInference { Identifier = string.Join(",", request.Inputs[0].Data.Distinct()), Status = InferenceStatus.Complete };
            }

            return request.Model.Identifier == "nobody"
                ? throw new RpcException(new Status(StatusCode.NotFound, "There is no such model."))
                : new WireInference { Identifier = request.Inputs[0].Text, Status = InferenceStatus.Complete };
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Inferences_come_in_the_order_of_their_requests(bool offered)
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(number => $"{number}")];
        using var stream = await OpenAsync(offered);
        var received = await ExchangeAsync(stream, async () =>
        {
            foreach (var text in texts)
            {
                await SendAsync(stream, "m", text);
            }
        });

        Assert.Equal(texts, received);
        Assert.Null(await stream.ReceiveAsync(cancellationToken: Ended));
        Assert.Equal(EdgeStatus.FailedPrecondition, (await Assert.ThrowsAsync<EdgeException>(() => SendAsync(stream, "m", "late"))).Status);
    }

    /// <summary>
    /// Short ones, which share a connection, and long ones, which do not; both more than fit into a window.
    /// </summary>
    [Theory]
    [InlineData(true, 16_000)]
    [InlineData(false, 16_000)]
    [InlineData(true, 20_000)]
    [InlineData(false, 20_000)]
    [InlineData(true, 100_000)]
    [InlineData(false, 100_000)]
    public async Task What_was_sent_is_the_caller_s_again(bool offered, int length)
    {
        using var stream = await OpenAsync(offered);
        var bytes = new byte[length];
        var received = await ExchangeAsync(stream, async () =>
        {
            for (byte i = 0; i < 50; i++)
            {
                Array.Fill(bytes, i);
                await stream.SendAsync("reader", "1.0.0", [InferenceInput.FromBytes("input.bin", bytes)], cancellationToken: Ended);
            }
        });

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_goes_on_after_a_wait_in_vain(bool offered)
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        using var stream = await OpenAsync(offered);
        await SendAsync(stream, "sleeper", "first");

        var late = await Assert.ThrowsAsync<EdgeException>(
            () => stream.ReceiveAsync(TimeSpan.FromMilliseconds(20), Ended));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stream.ReceiveAsync(cancellationToken: source.Token));
        _awake.SetResult();

        Assert.Equal(EdgeStatus.DeadlineExceeded, late.Status);
        Assert.Equal("first", (await stream.ReceiveAsync(cancellationToken: Ended))!.Identifier);
    }

    /// <summary>It is the time of each wait; what the edge takes longer for is not lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_deadline_of_a_stream_bounds_each_wait_and_not_the_inferences(bool offered)
    {
        var client = await ClientAsync(offered);
        using var stream = await client.Inferences.OpenStreamAsync(
            new EdgeCallOptions { Deadline = TimeSpan.FromSeconds(1) }, Ended);
        await SendAsync(stream, "sleeper", "first");

        var late = await Assert.ThrowsAsync<EdgeException>(() => stream.ReceiveAsync(cancellationToken: Ended));
        var longer = stream.ReceiveAsync(Timeout.InfiniteTimeSpan, Ended);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Ended);
        _awake.SetResult();

        Assert.Equal((EdgeStatus.DeadlineExceeded, null), (late.Status, late.Method));
        Assert.Equal("first", (await longer)!.Identifier);
    }

    /// <summary>Also if its request is sent meanwhile.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wait_is_no_longer_than_its_timeout(bool offered)
    {
        using var stream = await OpenAsync(offered);
        var time = Stopwatch.StartNew();
        var receiving = stream.ReceiveAsync(TimeSpan.FromSeconds(3), Ended);
        await Task.Delay(TimeSpan.FromSeconds(2), Ended);
        await SendAsync(stream, "sleeper", "first");

        await Assert.ThrowsAsync<EdgeException>(() => receiving);

        // A wait that began anew with the request would take 5 seconds.
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(4.9));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_stream_fails_with_stays(bool offered)
    {
        using var stream = await OpenAsync(offered);
        await SendAsync(stream, "m", "first");
        await SendAsync(stream, "nobody", "second");

        Assert.Equal("first", (await stream.ReceiveAsync(cancellationToken: Ended))!.Identifier);
        await FailsAsync(() => stream.ReceiveAsync(cancellationToken: Ended));
        stream.Cancel();

        await FailsAsync(() => stream.ReceiveAsync(cancellationToken: Ended));
        await FailsAsync(() => SendAsync(stream, "m", "third"));
        await FailsAsync(stream.CompleteAsync);

        static async Task FailsAsync(Func<Task> use) =>
            Assert.Equal(EdgeStatus.NotFound, (await Assert.ThrowsAsync<EdgeException>(use)).Status);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Who_waits_is_told_that_the_stream_was_cancelled(bool offered, bool byClosingTheClient)
    {
        var client = await ClientAsync(offered);
        using var stream = await client.Inferences.OpenStreamAsync(cancellationToken: Ended);
        await SendAsync(stream, "sleeper", "first");
        var receiving = stream.ReceiveAsync(cancellationToken: Ended);

        (byClosingTheClient ? client.Dispose : (Action)stream.Cancel)();

        foreach (var use in new Func<Task>[] { () => receiving, () => SendAsync(stream, "m", "second"), stream.CompleteAsync })
        {
            Assert.Equal(EdgeStatus.Cancelled, (await Assert.ThrowsAsync<EdgeException>(use)).Status);
        }
    }

    /// <summary>The edge takes nothing for a while, and then what was sent and the newest.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_what_is_offered_the_newest_wins(bool offered)
    {
        using var stream = await OpenAsync(offered);
        var bytes = new byte[200_000];
        await SendAsync(stream, "sleeper", "first");
        var dropped = 0;
        byte newest = 0;
        while (dropped < 100)
        {
            Array.Fill(bytes, ++newest);
            dropped += stream.Offer(new InferenceRequest("reader", "1.0.0", [InferenceInput.FromBytes("input.bin", bytes)]));
            newest %= 200;
        }

        Array.Fill(bytes, (byte)250);
        dropped = stream.Offer(new InferenceRequest("reader", "1.0.0", [InferenceInput.FromBytes("input.bin", bytes)]));
        _awake.SetResult();
        await stream.CompleteAsync();
        var received = new List<string>();
        await foreach (var inference in stream.ReadAllAsync(Ended))
        {
            received.Add(inference.Identifier);
        }

        Assert.InRange(dropped, 0, 1);
        Assert.Equal(("first", "250"), (received[0], received[^1]));
        Assert.All(received[1..], each => Assert.InRange(byte.Parse(each, CultureInfo.InvariantCulture), 1, 250));
        Assert.Equal(
            EdgeStatus.FailedPrecondition,
            Assert.Throws<EdgeException>(() => stream.Offer(new InferenceRequest("m", "1.0.0", [InferenceInput.FromText("k", "v")]))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_offered_request_is_answered_or_replaced(bool offered)
    {
        using var stream = await OpenAsync(offered);
        var (count, replaced, received) = (0, 0, 0);
        var sending = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref received) < 1000)
                {
                    replaced += stream.Offer(
                        new InferenceRequest("m", "1.0.0", [InferenceInput.FromText("input.txt", $"{++count}")]));
                }

                await stream.CompleteAsync();
            },
            Ended);
        string last = "";
        await foreach (var inference in stream.ReadAllAsync(Ended))
        {
            last = inference.Identifier;
            Interlocked.Increment(ref received);
        }

        await sending;
        Assert.Equal((count, $"{count}"), (received + replaced, last));
    }

    [Fact]
    public async Task An_edge_that_offers_no_streams_any_more_costs_none_of_them()
    {
        var client = await ClientAsync(offered: true);
        (await client.Inferences.OpenStreamAsync(cancellationToken: Ended)).Dispose();
        Answers.OffStream(EdgeMethods.StreamInferences);

        using var stream = await client.Inferences.OpenStreamAsync(cancellationToken: Ended);
        await SendAsync(stream, "m", "text");

        Assert.Equal("text", (await stream.ReceiveAsync(cancellationToken: Ended))!.Identifier);
    }

    /// <summary>Sends, says that this is all, and meanwhile takes what comes.</summary>
    /// <returns>The identifiers of the inferences.</returns>
    private static async Task<List<string>> ExchangeAsync(InferenceStream stream, Func<Task> send)
    {
        var sending = Task.Run(
            async () =>
            {
                await send();
                await stream.CompleteAsync();
            },
            Ended);
        var received = new List<string>();

        await foreach (var inference in stream.ReadAllAsync(Ended))
        {
            received.Add(inference.Identifier);
        }

        await sending;
        return received;
    }

    private static Task SendAsync(InferenceStream stream, string model, string text) =>
        stream.SendAsync(model, "1.0.0", [InferenceInput.FromText("input.txt", text)], cancellationToken: Ended);

    private Task<EdgeClient> ClientAsync(bool offered)
    {
        if (offered)
        {
            Answers.OnStream(EdgeMethods.StreamInferences, EdgeMethods.PerformInference);
        }

        return ConnectAsync(new EdgeClientOptions { Transport = _transport });
    }

    private async Task<InferenceStream> OpenAsync(bool offered) =>
        await (await ClientAsync(offered)).Inferences.OpenStreamAsync(cancellationToken: Ended);
}
