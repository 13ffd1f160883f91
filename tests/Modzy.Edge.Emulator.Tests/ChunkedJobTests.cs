using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class ChunkedJobTests
{
    private static readonly EmulatorOptions Small = new()
    {
        Limits = new JobLimits(new ByteSize(1024), MaximumChunks: 3, MaximumInputs: 2),
    };

    [Fact]
    public async Task Chunks_are_concatenated_in_the_order_of_their_calls()
    {
        await using var emulator = await StartAsync();
        var bytes = RandomNumberGenerator.GetBytes(6_000_000); // Above the threshold for a temporary file.
        var features = await emulator.Jobs.GetFeaturesAsync(new Empty(), Call);
        var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("inspector"), Call);

        foreach (var chunk in bytes.Chunk(1 << 20))
        {
            await AppendAsync(emulator, opened, "camera", "frame", chunk);
        }

        await AppendAsync(emulator, opened, "camera", "mask", []);
        var closed = await emulator.Jobs.CloseJobAsync(new() { Identifier = opened.JobIdentifier }, Call);
        var details = await emulator.WaitUntilFinalAsync(opened.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = opened.JobIdentifier }, Call);

        Assert.Equal("1M", features.InputChunkMaximumSize);
        Assert.Equal((JobStatus.Open, 0u), (opened.Status, opened.TotalInputs));
        Assert.Equal(JobStatus.Submitted, closed.Status);
        Assert.Equal((1u, 6_000_000u), (closed.TotalInputs, closed.InputByteAmount));
        Assert.Equal("COMPLETE", details.Status);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Submissions.InputOf(results, "camera", "frame")["sha256"].StringValue);
        Assert.Equal(0, Submissions.InputOf(results, "camera", "mask")["size"].NumberValue);
    }

    [Fact]
    public async Task The_limits_of_GetFeatures_are_enforced()
    {
        await using var emulator = await StartAsync(Small);
        var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("inspector"), Call);
        for (var chunk = 0; chunk < 3; chunk++)
        {
            await AppendAsync(emulator, opened, "a", "x", new byte[1024]);
        }

        await AppendAsync(emulator, opened, "b", "x", []);

        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "data has 1025 bytes, more than the 1K of a chunk."),
            await StatusAsync("b", new byte[1025]));
        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "The input 'x' of 'a' has 3 chunks, as many as it may have."),
            await StatusAsync("a", []));
        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "The job has 2 input items, as many as it may have."),
            await StatusAsync("c", []));

        Task<Status> StatusAsync(string item, byte[] chunk) =>
            StatusOf(emulator.Jobs.AddInputToJobAsync(Chunk(opened, item, "x", chunk), Call));
    }

    [Fact]
    public async Task A_job_without_input_cannot_be_closed()
    {
        await using var emulator = await StartAsync();
        var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("inspector"), Call);

        var status = await StatusOf(
            emulator.Jobs.CloseJobAsync(new() { Identifier = opened.JobIdentifier }, Call));

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.EndsWith("cannot be closed: it has no input yet.", status.Detail);
    }

    [Fact]
    public async Task A_job_that_is_not_open_rejects_input()
    {
        await using var emulator = await StartAsync();
        var opened = await emulator.Jobs.SubmitJobAsync(Submissions.Open("inspector"), Call);
        await AppendAsync(emulator, opened, "a", "x", [1]);
        await emulator.Jobs.CancelJobAsync(new() { Identifier = opened.JobIdentifier }, Call);

        var append = await StatusOf(
            emulator.Jobs.AddInputToJobAsync(Chunk(opened, "a", "x", [1]), Call));
        var close = await StatusOf(
            emulator.Jobs.CloseJobAsync(new() { Identifier = opened.JobIdentifier }, Call));

        Assert.Equal(StatusCode.FailedPrecondition, append.StatusCode);
        Assert.EndsWith("is not open: it is CANCELED.", append.Detail);
        Assert.Equal(append, close);
    }

    private static async Task AppendAsync(
        RunningEmulator emulator, JobSubmissionReceipt job, string item, string input, byte[] chunk) =>
        await emulator.Jobs.AddInputToJobAsync(Chunk(job, item, input, chunk), Call);

    private static AppendableJobInput Chunk(JobSubmissionReceipt job, string item, string input, byte[] chunk) => new()
    {
        JobIdentifier = job.JobIdentifier,
        DatasourceName = item,
        InputName = input,
        Data = ByteString.CopyFrom(chunk),
    };
}
