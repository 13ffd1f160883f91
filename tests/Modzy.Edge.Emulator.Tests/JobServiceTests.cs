using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class JobServiceTests
{
    [Fact]
    public async Task An_embedded_job_is_SUBMITTED_then_COMPLETE_with_results()
    {
        await using var emulator = await StartAsync();

        var receipt = await emulator.Jobs.SubmitJobAsync(
            Submissions.Embedded("inspector", ("front", Samples.Png(64, 48)), ("back", [])), Call);
        var details = await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal(JobStatus.Submitted, receipt.Status);
        Assert.Equal(2u, receipt.TotalInputs);
        Assert.Equal(29u, receipt.InputByteAmount);
        Assert.Equal(["back", "front"], receipt.JobInputs.Identifier.Order());
        Assert.Equal((2u, 0u, 0u), (receipt.Details.Pending, receipt.Details.Completed, receipt.Details.Failed));
        Assert.Equal("COMPLETE", details.Status);
        Assert.Equal((0u, 2u, 0u), (details.Pending, details.Completed, details.Failed));
        Assert.True(details.CreatedAt <= details.SubmittedAt && details.SubmittedAt <= details.UpdatedAt);
        Assert.True(results.Finished);
        Assert.Empty(results.Failures);
        var found = Submissions.InputOf(results, "front", "input");
        Assert.Equal("image/png", found["media_type"].StringValue);
        Assert.Equal((64, 48), (found["width"].NumberValue, found["height"].NumberValue));
        Assert.Equal(0, Submissions.InputOf(results, "back", "input")["size"].NumberValue);
    }

    [Fact]
    public async Task An_item_that_is_not_base64_does_not_fail_the_others()
    {
        await using var emulator = await StartAsync();

        var receipt = await emulator.Jobs.SubmitJobAsync(
            Submissions.Of("inspector", "embedded", ("good", Submissions.DataUriPrefix), ("bad", "no uri")), Call);
        var details = await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal("COMPLETE", details.Status);
        Assert.Equal((1u, 1u), (details.Completed, details.Failed));
        Assert.Equal("good", Assert.Single(results.Results_).Key);
        var error = Assert.Single(results.Failures);
        Assert.Equal("bad", error.Key);
        Assert.Contains("does not begin with 'data:'", error.Value.Unpack<Error>().Message, StringComparison.Ordinal);
        Assert.Equal("INVALID_ARGUMENT", error.Value.Unpack<Error>().Status);
    }

    [Fact]
    public async Task A_job_is_FAILED_if_all_its_items_fail()
    {
        await using var emulator = await StartAsync();

        var receipt = await emulator.Jobs.SubmitJobAsync(
            Submissions.Text("faulty", ("a", "Out of film."), ("b", "")), Call);
        var details = await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        var results = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal("FAILED", details.Status);
        Assert.Equal("Out of film.", results.Failures["a"].Unpack<Error>().Message);
        Assert.Equal("The model failed, as it always does.", results.Failures["b"].Unpack<Error>().Message);
    }

    [Fact]
    public async Task Counts_are_current_while_a_job_runs_and_cancellation_ends_it()
    {
        await using var emulator = await StartAsync();

        var receipt = await emulator.Jobs.SubmitJobAsync(
            Submissions.Text("sleeper", ("short", "0"), ("long", "1000")), Call);
        var running = await emulator.WaitAsync(receipt.JobIdentifier, details => details.Completed == 1);
        var partial = await emulator.Results.GetResultsAsync(new() { Identifier = receipt.JobIdentifier }, Call);
        var cancelled = await emulator.Jobs.CancelJobAsync(new() { Identifier = receipt.JobIdentifier }, Call);
        var again = await emulator.Jobs.CancelJobAsync(new() { Identifier = receipt.JobIdentifier }, Call);

        Assert.Equal(("IN_PROGRESS", 1u), (running.Status, running.Pending));
        Assert.False(partial.Finished);
        Assert.Equal("short", Assert.Single(partial.Results_).Key);
        Assert.Equal("CANCELED", cancelled.Status);
        Assert.Equal(cancelled, again);
    }

    [Fact]
    public async Task Items_wait_for_a_free_worker()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { Workers = 1 });

        var first = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "1000")), Call);
        await emulator.WaitAsync(first.JobIdentifier, details => details.Status == "IN_PROGRESS");
        var second = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("b", "0")), Call);
        var waiting = await emulator.Jobs.GetJobAsync(new() { Identifier = second.JobIdentifier }, Call);
        await emulator.Jobs.CancelJobAsync(new() { Identifier = first.JobIdentifier }, Call);
        var done = await emulator.WaitUntilFinalAsync(second.JobIdentifier);

        Assert.Equal("SUBMITTED", waiting.Status);
        Assert.Equal("COMPLETE", done.Status);
    }

    [Fact]
    public async Task A_finished_job_cannot_be_cancelled()
    {
        await using var emulator = await StartAsync();
        var receipt = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "0")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);

        var status = await StatusOf(emulator.Jobs.CancelJobAsync(new() { Identifier = receipt.JobIdentifier }, Call));

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.EndsWith("cannot be cancelled: it is COMPLETE.", status.Detail);
    }

    [Fact]
    public async Task CancelAllJobs_returns_the_jobs_that_it_cancelled()
    {
        await using var emulator = await StartAsync();
        var done = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "0")), Call);
        await emulator.WaitUntilFinalAsync(done.JobIdentifier);
        var live = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "1000")), Call);

        var cancelled = await emulator.Jobs.CancelAllJobsAsync(new Empty(), Call);

        Assert.Equal(1u, cancelled.TotalCount);
        Assert.Equal(live.JobIdentifier, Assert.Single(cancelled.Jobs).JobIdentifier);
    }

    [Fact]
    public async Task The_oldest_finished_jobs_are_removed()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { KeepJobs = 2 });
        var identifiers = new List<string>();
        for (var each = 0; each < 4; each++)
        {
            var receipt = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "0")), Call);
            await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
            identifiers.Add(receipt.JobIdentifier);
        }

        var listed = await emulator.Jobs.GetJobsAsync(new JobFilter(), Call);

        Assert.Equal([identifiers[3], identifiers[2]], listed.Jobs.Select(job => job.JobIdentifier));
    }
}
