using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Inferences;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

/// <summary>Isolation between clients and models, limits, and the validation of unusual requests.</summary>
public sealed class RobustnessTests
{
    private static readonly EmulatorOptions OneWorker = new() { Workers = 1 };

    [Fact]
    public async Task A_slow_model_does_not_block_another()
    {
        await using var emulator = await StartAsync(OneWorker);
        for (var i = 0; i < 8; i++)
        {
            await emulator.Inferences.PerformInferenceAsync(InferenceServiceTests.Text("sleeper", "1min"), Call);
        }

        var receipt = await emulator.Jobs.SubmitJobAsync(Submissions.Text("inspector", ("a", "")), Call);

        Assert.Equal("COMPLETE", (await emulator.WaitUntilFinalAsync(receipt.JobIdentifier)).Status);
    }

    [Fact]
    public async Task A_full_queue_rejects_jobs_and_inferences_without_storing_them()
    {
        await using var emulator = await StartAsync(OneWorker with { MaxQueued = 1 });
        var running = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "1min")), Call);
        await emulator.WaitAsync(running.JobIdentifier, details => details.Status == "IN_PROGRESS");
        var open = await OpenAsync();

        var job = await StatusOf(
            emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "0"), ("b", "0")), Call));
        var queued = await emulator.Inferences.PerformInferenceAsync(InferenceServiceTests.Text("sleeper", "0"), Call);
        var inference = await StatusOf(
            emulator.Inferences.PerformInferenceAsync(InferenceServiceTests.Text("sleeper", "0"), Call));
        var close = await StatusOf(emulator.Jobs.CloseJobAsync(open, Call));
        var jobs = await emulator.Jobs.GetJobsAsync(new JobFilter(), Call);
        var inspector = await emulator.Jobs.SubmitJobAsync(Submissions.Text("inspector", ("a", "")), Call);

        Assert.Equal(
            new Status(
                StatusCode.ResourceExhausted,
                "The queue of the model 'sleeper' is full: it holds up to 1 input items and inferences (--max-queued)."
                + " Try again later."),
            job);
        Assert.Equal((job, job), (inference, close));
        Assert.Equal([open.Identifier, running.JobIdentifier], jobs.Jobs.Select(each => each.JobIdentifier));
        Assert.Equal("COMPLETE", (await emulator.WaitUntilFinalAsync(inspector.JobIdentifier)).Status);
        await emulator.Jobs.CancelJobAsync(new() { Identifier = running.JobIdentifier }, Call);
        await InferenceServiceTests.WaitUntilFinalAsync(emulator, queued.Identifier);
        await emulator.Jobs.CloseJobAsync(open, Call);
        Assert.Equal("COMPLETE", (await emulator.WaitUntilFinalAsync(open.Identifier)).Status);

        async Task<JobIdentifier> OpenAsync()
        {
            var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("sleeper"), Call);
            await emulator.Jobs.AddInputToJobAsync(
                new()
                {
                    JobIdentifier = opened.JobIdentifier,
                    DatasourceName = "a",
                    InputName = "b",
                    Data = Google.Protobuf.ByteString.CopyFromUtf8("0"),
                },
                Call);
            return new() { Identifier = opened.JobIdentifier };
        }
    }

    [Fact]
    public async Task A_cancelled_stream_releases_its_workers()
    {
        await using var emulator = await StartAsync(OneWorker);
        var cancellation = TestContext.Current.CancellationToken;
        using var cancel = new CancellationTokenSource();
        using var stream = emulator.Inferences.StreamInferences(Call.WithCancellationToken(cancel.Token));
        await stream.RequestStream.WriteAsync(InferenceServiceTests.Text("sleeper", "0"), cancellation);
        Assert.True(await stream.ResponseStream.MoveNext(cancellation));
        await stream.RequestStream.WriteAsync(InferenceServiceTests.Text("sleeper", "1h"), cancellation);
        await stream.RequestStream.WriteAsync(InferenceServiceTests.Text("sleeper", "1h"), cancellation);
        await cancel.CancelAsync();

        var receipt = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "0")), Call);

        Assert.Equal("COMPLETE", (await emulator.WaitUntilFinalAsync(receipt.JobIdentifier)).Status);
        Assert.Equal(InferenceStatus.Complete, stream.ResponseStream.Current.Status);
    }

    [Theory]
    [InlineData("jobs.v1.JobService/GetJob")]
    [InlineData("jobs.v1.JobService/SubmitJob")]
    [InlineData("results.v1.ResultsService/GetResults")]
    public async Task A_request_that_is_not_protobuf_is_INVALID_ARGUMENT_with_the_reason(string method)
    {
        await using var emulator = await StartAsync();

        var status = await RawStatusAsync(emulator, method, [0x0a, 0x7f, 1]);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith($"The request of /{method} is not the protobuf message", status.Detail);
    }

    [Fact]
    public async Task The_error_for_a_message_above_the_limit_contains_the_limit()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { MaxMessageSize = new ByteSize(1024) });

        var status = await RawStatusAsync(emulator, "jobs.v1.JobService/SubmitJob", new byte[1025]);

        Assert.Equal(
            new Status(
                StatusCode.ResourceExhausted,
                "Received message exceeds the maximum configured message size. The limit is 1K (--max-message-size)."),
            status);
    }

    [Theory]
    [InlineData("64K", 61440)]
    [InlineData("1K", 512)]
    [InlineData("1M", 1044480)]
    [InlineData("2G", 1048576)]
    public async Task A_chunk_of_the_size_from_GetFeatures_fits_into_a_message(string message, int chunk)
    {
        Assert.True(ByteSize.TryParse(message, out var size));
        await using var emulator = await StartAsync(new EmulatorOptions { MaxMessageSize = size });
        var features = await emulator.Jobs.GetFeaturesAsync(new Empty(), Call);
        var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("inspector"), Call);

        Assert.True(ByteSize.TryParse(features.InputChunkMaximumSize, out var announced));
        Assert.Equal(chunk, announced.Bytes);
        await emulator.Jobs.AddInputToJobAsync(
            new()
            {
                JobIdentifier = opened.JobIdentifier,
                DatasourceName = "a",
                InputName = "b",
                Data = Google.Protobuf.ByteString.CopyFrom(new byte[chunk]),
            },
            Call);
    }

    [Fact]
    public async Task An_open_job_without_new_chunks_is_cancelled()
    {
        var options = new EmulatorOptions { OpenJobTimeout = TimeSpan.FromMilliseconds(200) };
        await using var emulator = await StartAsync(options);

        var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("inspector"), Call);

        Assert.Equal("CANCELED", (await emulator.WaitUntilFinalAsync(opened.JobIdentifier)).Status);
    }

    [Theory]
    [InlineData("01/02/2026")]
    [InlineData("12:00")]
    [InlineData("2026-1-2")]
    [InlineData("2026-01-02 12:00:00Z")]
    [InlineData("20260102")]
    [InlineData("2026-01-02T12:00:00")]
    [InlineData("2026-01-02T12:00:00.Z")]
    [InlineData("2026-01-02T12:00:00+0100")]
    [InlineData("2026-02-30T12:00:00Z")]
    [InlineData("2026-01-02T12:00:00Z\n")]
    public async Task A_date_that_is_not_RFC_3339_is_rejected(string date)
    {
        await using var emulator = await StartAsync();

        var status = await StatusOf(emulator.Jobs.GetJobsAsync(new() { StartDate = date }, Call));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
    }

    [Theory]
    [InlineData("2026-01-02T12:00:00Z")]
    [InlineData("2026-01-02T12:00:00+01:00")]
    [InlineData("2026-01-02T12:00:00.1Z")]
    [InlineData("2026-01-02T12:00:00.123456789-01:00")]
    [InlineData("2026-01-02t12:00:00z")]
    public async Task A_time_of_RFC_3339_is_accepted(string date)
    {
        await using var emulator = await StartAsync();

        Assert.Equal(0u, (await emulator.Jobs.GetJobsAsync(new() { StartDate = date }, Call)).TotalCount);
    }

    [Fact]
    public async Task An_empty_name_in_a_lookup_is_rejected()
    {
        await using var emulator = await StartAsync();
        var (jobs, results) = (emulator.Jobs, emulator.Results);
        var job = await jobs.SubmitJobAsync(Submissions.Text("inspector", ("a", "")), Call);
        var noItem = new ResultIdentifier { JobIdentifier = new() { Identifier = job.JobIdentifier } };
        var noOutput = new OutputIdentifier { ResultIdentifier = noItem.Clone() };
        noOutput.ResultIdentifier.InputIdentifier = "a";

        Assert.Equal(Empty("prefix"), await StatusOf(jobs.GetStatisticsForAccessKeyAsync(new(), Call)));
        Assert.Equal(Empty("input_identifier"), await StatusOf(results.GetResultAsync(noItem, Call)));
        Assert.Equal(Empty("input_identifier"), await StatusOf(results.UpVoteResultAsync(noItem, Call)));
        Assert.Equal(Empty("output_identifier"), await StatusOf(results.GetResultOutputAsync(noOutput, Call)));

        static Status Empty(string field) => new(StatusCode.InvalidArgument, $"{field} must not be empty.");
    }

    [Fact]
    public async Task Only_the_scheme_ApiKey_contains_a_key()
    {
        await using var emulator = await StartAsync();
        foreach (var authorization in new[] { "Basic a.b", "Bearer a.b", "apikey c.d" })
        {
            var headers = new Metadata { { "authorization", authorization } };
            await emulator.Jobs.SubmitJobAsync(Submissions.Text("inspector", ("a", "")), Call.WithHeaders(headers));
        }

        var statistics = await emulator.Jobs.GetStatisticsAsync(new Empty(), Call);

        Assert.Equal(["c", "emulator"], statistics.Statistics.Select(each => each.AccessKey));
    }

    [Fact]
    public async Task Required_names_must_not_be_empty()
    {
        await using var emulator = await StartAsync();
        var noItem = Submissions.Text("inspector", ("", ""));
        var noInput = Submissions.Text("inspector", ("a", ""));
        noInput.Input.Sources["a"] = new Struct { Fields = { [""] = Value.ForString("") } };
        var noKey = InferenceServiceTests.Request("inspector", new InputSource { Text = "t" });
        var s3 = new InputSource { Key = "a", S3 = new() { Path = "p" } };
        var noBucket = InferenceServiceTests.Request("inspector", s3);

        foreach (var status in new[]
        {
            await StatusOf(emulator.Jobs.SubmitJobAsync(noItem, Call)),
            await StatusOf(emulator.Jobs.SubmitJobAsync(noInput, Call)),
            await StatusOf(emulator.Inferences.PerformInferenceAsync(noKey, Call)),
            await StatusOf(emulator.Inferences.PerformInferenceAsync(noBucket, Call)),
        })
        {
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.EndsWith("must not be empty.", status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_S3_object_without_a_bucket_is_rejected()
    {
        await using var emulator = await StartAsync();
        var job = new JobSubmission
        {
            Model = new() { Identifier = "inspector", Version = "1.0.0" },
            Input = new() { Type = "aws-s3" },
        };
        var place = new Struct { Fields = { ["key"] = Value.ForString("photo.png") } };
        job.Input.Sources["a"] = new Struct { Fields = { ["input"] = Value.ForStruct(place) } };

        var status = await StatusOf(emulator.Jobs.SubmitJobAsync(job, Call));

        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "bucket of an object in input.sources must not be empty."), status);
    }

    private static Task<Status> RawStatusAsync(RunningEmulator emulator, string method, byte[] message)
    {
        var bytes = Marshallers.Create(static (byte[] value) => value, static value => value);
        var parts = method.Split('/');
        var call = emulator.Channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, parts[0], parts[1], bytes, bytes), null, Call, message);
        return StatusOf(call);
    }
}
