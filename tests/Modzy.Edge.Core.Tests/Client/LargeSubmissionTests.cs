using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Jobs that are larger than the edge accepts in one message are sent in chunks.</summary>
public sealed class LargeSubmissionTests : ClientTest
{
    private const int Limit = 100_000;

    private readonly ConcurrentDictionary<string, byte[]> _chunks = new();
    private readonly EdgeSource[] _sources =
    [
        new("first", new EdgeInput("a", Bytes(250_000)), new EdgeInput("b", Bytes(0))),
        new("second", new EdgeInput("a", Bytes(70_000))),
    ];

    private string _refusal = "";
    private int _submissions;
    private int _refusedChunks;

    public static TheoryData<Mode, EdgeTransportKind, string> Wordings
    {
        get
        {
            var data = new TheoryData<Mode, EdgeTransportKind, string>();
            foreach (var mode in (Mode[])[Mode.Blocking, Mode.Asynchronous])
            {
                data.Add(mode, EdgeTransportKind.Direct, $"CLIENT: Received message larger than max (400000 vs. {Limit})");
                data.Add(mode, EdgeTransportKind.Channel, $"grpc: received message larger than max (400000 vs. {Limit})");
                data.Add(mode, EdgeTransportKind.Direct, $"gRPC message exceeds maximum size {Limit}: 400000");
                data.Add(mode, EdgeTransportKind.Channel, "Received message exceeds the maximum configured message size.");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wordings))]
    public async Task They_arrive_whole(Mode mode, EdgeTransportKind transport, string wording)
    {
        Accept(wording);
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });

        var job = await mode.Submit(client, _sources);

        Assert.Equal("job", job.JobIdentifier);
        foreach (var source in _sources)
        {
            foreach (var input in source.Inputs)
            {
                Assert.Equal(input.Data.FirstSpan, _chunks[$"{source.Key}/{input.Key}"]);
            }
        }

        Assert.Equal(2, _submissions); // the one that is refused, and the one that opens the job
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_next_one_goes_in_chunks_at_once(Mode mode)
    {
        Accept($"Received message larger than max (400000 vs. {Limit})");
        var client = await ConnectAsync();
        await mode.Submit(client, _sources);
        _submissions = 0;

        await mode.Submit(client, [new("first", new EdgeInput("a", Bytes(Limit)))]);
        Assert.Equal(1, _submissions);
        await mode.Submit(client, [new("first", new EdgeInput("a", Bytes(Limit / 2)))]);

        Assert.Equal((2, 2), (_submissions, Answers.Count(EdgeMethods.CloseJob)));
        Assert.Equal(1, Answers.Count(EdgeMethods.GetFeatures));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Run_does_it_too(Mode mode)
    {
        Accept("Received message exceeds the maximum configured message size.");
        Answers.On(EdgeMethods.GetJob, new JobDetails { JobIdentifier = "job", Status = "COMPLETE" })
            .On(EdgeMethods.GetResults, new Modzy.Edge.Wire.Results.Results { JobIdentifier = "job" });
        var client = await ConnectAsync();

        var results = await mode.Run(
            () => client.Jobs.Run("m", "1.0.0", _sources), () => client.Jobs.RunAsync("m", "1.0.0", _sources));

        Assert.Equal("job", results.JobIdentifier);
    }

    [Theory]
    [InlineData(EdgeTransportKind.Direct)]
    [InlineData(EdgeTransportKind.Channel)]
    public async Task A_limit_of_Kestrel_is_recognised(EdgeTransportKind transport)
    {
        Accept("never sent");
        await using var edge = await FakeEdge.StartAsync(Answers, largestMessage: Limit);
        var client = Client(edge.Port, new EdgeClientOptions { Transport = transport });

        await client.Jobs.SubmitEmbeddedAsync("m", "1.0.0", _sources);

        Assert.Equal(_sources[0].Inputs[0].Data.FirstSpan, _chunks["first/a"]);
    }

    [Fact]
    public async Task Without_chunks_the_error_names_the_limit()
    {
        Refuse($"Received message larger than max (400000 vs. {Limit})");
        Answers.OnFailure(EdgeMethods.AddInputToJob, StatusCode.Unimplemented, "")
            .On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", _sources));

        Assert.Equal((EdgeStatus.ResourceExhausted, EdgeErrorOrigin.Edge), (failure.Status, failure.Origin));
        Assert.Matches(
            @"^127\.0\.0\.1:\d+ does not accept the job in one message of 4\d\d,\d{3} bytes, but 100,000 bytes at most \(Received.*\)\. "
            + "It takes no chunks either. Raise the edge's limit",
            failure.Message);
        Assert.Equal(1, Answers.Count(EdgeMethods.CancelJob));
        Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", _sources));
        Assert.Equal(4, _submissions); // each was refused whole first
    }

    [Fact]
    public async Task A_refusal_to_open_the_job_names_the_limit()
    {
        Answers.On(EdgeMethods.SubmitJob, (request, _) => throw new RpcException(request.Length > Limit
                ? new Status(StatusCode.ResourceExhausted, $"Received message larger than max (400000 vs. {Limit})")
                : new Status(StatusCode.InvalidArgument, "input is required")))
            .On(EdgeMethods.GetFeatures, new JobFeatures());
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", _sources));

        Assert.Equal((EdgeStatus.InvalidArgument, "input is required"), (failure.Status, failure.ServerMessage));
        Assert.Matches(
            @"answered INVALID_ARGUMENT: input is required\. The job had no input yet: it was opened for chunks, because "
            + @"127\.0\.0\.1:\d+ does not accept the job in one message of 4\d\d,\d{3} bytes, but 100,000 bytes at most \(Received.*\)\.$",
            failure.Message);
        Assert.Equal(EdgeSent.All, failure.Sent);

        failure = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", _sources));
        Assert.EndsWith(
            "answered INVALID_ARGUMENT: input is required. The job had no input yet: it was opened for chunks, because an edge has "
            + "refused a message as large as that of the job before.",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_with_a_timeout_cannot_be_sent_in_chunks()
    {
        Refuse("Received message larger than max (400000 vs. 100000)");
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded(
            "m", "1.0.0", _sources, options: new EdgeSubmitOptions { JobTimeout = TimeSpan.FromMinutes(1) }));

        Assert.Contains("A job with a timeout (job_timeout_ms) cannot be sent in chunks.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_exhausted_resource_is_no_limit_of_messages()
    {
        Refuse("Too many jobs are queued.");
        var client = await ConnectAsync();

        Assert.Equal(
            EdgeStatus.ResourceExhausted,
            Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", _sources)).Status);
        Assert.Equal((1, 0), (_submissions, Answers.Count(EdgeMethods.GetFeatures)));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_deadline_bounds_all_messages_together(Mode mode)
    {
        Answers.On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });

        var failure = await OverdueAsync(mode);

        Assert.InRange(Answers.Count(EdgeMethods.AddInputToJob), 1, 5);
        Assert.Equal(1, Answers.Count(EdgeMethods.CancelJob));
        Assert.EndsWith(" Job job was open for the upload. It was cancelled.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task The_cancellation_of_an_upload_takes_two_seconds_at_most(Mode mode)
    {
        _ = Answers.OnSilence(EdgeMethods.CancelJob);

        var failure = await OverdueAsync(mode);

        Assert.Matches(
            " Job job was open for the upload. It could not be cancelled, and may stay open until the edge ends it: "
            + @"127\.0\.0\.1:\d+ did not answer within 2000 ms\.",
            failure.Message);
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted, "CLIENT: Received message larger than max (5592433 vs. 4194304)", 4_194_304)]
    [InlineData(StatusCode.ResourceExhausted, "grpc: received message after decompression larger than max (5 vs. 4)", 4)]
    [InlineData(StatusCode.ResourceExhausted, "gRPC message exceeds maximum size 4194304: 5592433", 4_194_304)]
    [InlineData(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.", null)]
    [InlineData(StatusCode.OutOfRange, "Error, message length too large: found 5592433 bytes, the limit is: 4194304 bytes", 4_194_304)]
    public void The_wordings_of_servers_are_recognised(StatusCode status, string text, int? limit)
    {
        var failure = ErrorTranslator.Translate(new RpcException(new Status(status, text)), "/m", "edge:1", TimeSpan.Zero);

        Assert.True(MessageTooLarge.Is(failure, out var found));
        Assert.Equal(limit, found);
    }

    [Theory]
    [InlineData(413, true)]
    [InlineData(429, false)]
    public void A_proxy_answers_413(int httpStatus, bool isTooLarge)
    {
        var answer = ResponseException.FromHttpStatus(httpStatus).ToRpcException();

        Assert.Equal(isTooLarge, MessageTooLarge.Is(ErrorTranslator.Translate(answer, "/m", "edge:1", TimeSpan.Zero), out _));
    }

    [Theory]
    [InlineData("Received message larger than max (60000 vs. 20000)", 1)]
    [InlineData("Received message exceeds the maximum configured message size.", 2)]
    public async Task Chunks_that_are_too_large_are_sent_in_smaller_ones(string wording, int refusals)
    {
        Accept($"Received message larger than max (400000 vs. {Limit})", largestChunk: 20_000, wording);
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures { InputChunkMaximumSize = "64K", MaximumInputChunks = 1000 });
        var client = await ConnectAsync();
        EdgeSource[] sources = [new("first", new EdgeInput("a", Bytes(250_000)))];

        client.Jobs.SubmitEmbedded("m", "1.0.0", sources);

        Assert.Equal(sources[0].Inputs[0].Data.FirstSpan, _chunks["first/a"]);
        Assert.Equal(refusals, _refusedChunks);
        Assert.Equal(0, Answers.Count(EdgeMethods.CancelJob));

        _chunks.Clear();
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, Bytes(90_000), Ended);
        await client.Jobs.SubmitFilesAsync("m", "1.0.0", [new EdgeFile("second", "a", path)], cancellationToken: Ended);
        File.Delete(path);

        Assert.Equal(Bytes(90_000), _chunks["second/a"]);
        Assert.Equal(refusals, _refusedChunks); // the limit is known now
    }

    [Fact]
    public async Task The_number_of_chunks_is_limited_when_they_become_smaller()
    {
        Log.ExpectFailingCalls();
        Accept($"Received message larger than max (400000 vs. {Limit})", largestChunk: 20_000, "Received message larger than max (60000 vs. 20000)");
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures { InputChunkMaximumSize = "64K", MaximumInputChunks = 8 })
            .On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", [new("first", new EdgeInput("a", Bytes(250_000)))]));

        Assert.Equal((EdgeStatus.ResourceExhausted, 1), (failure.Status, _refusedChunks));
        Assert.Matches(
            @"With chunks of 19,\d{3} bytes the data input would have more than the 8 that the edge takes \(maximum_input_chunks\)\.$",
            failure.Message);
        Assert.Equal(2, Answers.Count(EdgeMethods.AddInputToJob) + Answers.Count(EdgeMethods.CancelJob));
    }

    [Fact]
    public async Task An_edge_that_refuses_every_chunk_gets_no_job()
    {
        Log.ExpectFailingCalls();
        Accept($"Received message larger than max (400000 vs. {Limit})", largestChunk: -1, "Received message exceeds the maximum configured message size.");
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures { InputChunkMaximumSize = "1M", MaximumInputChunks = 1000 })
            .On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.SubmitEmbedded("m", "1.0.0", [new("first", new EdgeInput("a", Bytes(250_000)))]));

        Assert.Equal(EdgeStatus.ResourceExhausted, failure.Status);
        Assert.InRange(_refusedChunks, 2, 10);
        Assert.Equal(1, Answers.Count(EdgeMethods.CancelJob));
    }

    /// <summary>The error of an upload that takes longer than its deadline.</summary>
    private async Task<EdgeException> OverdueAsync(Mode mode)
    {
        Log.ExpectFailingCalls();
        Accept("Received message larger than max");
        Answers.On(EdgeMethods.AddInputToJob, async (_, call) =>
        {
            await Task.Delay(1000, call.CancellationToken);
            return new Empty();
        });
        var client = await ConnectAsync();
        client.WaitReady(null, Ended);
        EdgeSource[] many = [new("s", new EdgeInput("i", Bytes(100 * 16_384)))];

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => mode.Submit(client, many, new EdgeCallOptions { Deadline = TimeSpan.FromSeconds(5) }));

        Assert.Equal((EdgeStatus.DeadlineExceeded, "job"), (failure.Status, failure.JobIdentifier));
        Assert.StartsWith($"127.0.0.1:{client.Port} did not answer within 5000 ms.", failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Refuses large messages and chunks with these words.</summary>
    private void Accept(string refusal, int largestChunk = 16_384, string refusalOfChunks = "never sent")
    {
        Refuse(refusal);
        Answers.On(EdgeMethods.AddInputToJob, (request, _) =>
        {
            var chunk = AppendableJobInput.Parser.ParseFrom(request);
            if (chunk.Data.Length > largestChunk)
            {
                Interlocked.Increment(ref _refusedChunks);
                throw new RpcException(new Status(StatusCode.ResourceExhausted, refusalOfChunks));
            }

            _chunks.AddOrUpdate(
                $"{chunk.DatasourceName}/{chunk.InputName}", chunk.Data.ToByteArray(), (_, before) => [.. before, .. chunk.Data]);
            return Task.FromResult<IMessage>(new Empty());
        });
    }

    private void Refuse(string refusal)
    {
        _refusal = refusal;
        Answers.On(EdgeMethods.SubmitJob, (request, _) =>
        {
            Interlocked.Increment(ref _submissions);
            return request.Length > Limit
                ? throw new RpcException(new Status(StatusCode.ResourceExhausted, _refusal))
                : Task.FromResult<IMessage>(new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Open });
        });
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures { InputChunkMaximumSize = "16K", MaximumInputChunks = 1000 })
            .On(EdgeMethods.CloseJob, new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Submitted });
    }
}
