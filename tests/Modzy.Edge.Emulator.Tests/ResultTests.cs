using System.Text.Json;
using Grpc.Core;
using Modzy.Edge.Wire.Results;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class ResultTests
{
    [Fact]
    public async Task A_result_describes_its_item_and_its_job()
    {
        await using var emulator = await StartAsync();
        var result = await emulator.Results.GetResultAsync(await RunAsync(emulator), Call);

        Assert.Equal("good", result.InputName);
        Assert.Equal((3u, 2u), (result.InputSize, result.Job.TotalInputCount));
        Assert.Equal((1u, 1u), (result.Job.CompletedInputCount, result.Job.FailedInputCount));
        Assert.True(result.Job.Finished);
        Assert.True(result.Job.SubmittedAt > 0 && result.Job.SubmittedAt <= result.EndTime);
        Assert.Equal("data", Assert.Single(result.Result_.Fields).Key);
    }

    [Fact]
    public async Task An_output_is_the_JSON_of_the_model()
    {
        await using var emulator = await StartAsync();
        var identifier = new OutputIdentifier
        {
            ResultIdentifier = await RunAsync(emulator),
            OutputIdentifier_ = "results.json",
        };

        var output = await emulator.Results.GetResultOutputAsync(identifier, Call);
        identifier.OutputIdentifier_ = "other.json";
        var status = await StatusOf(emulator.Results.GetResultOutputAsync(identifier, Call));

        using var json = JsonDocument.Parse(output.Data.Memory);
        var inputs = json.RootElement.GetProperty("data").GetProperty("result").GetProperty("inputs");
        Assert.Equal(3, inputs.GetProperty("input").GetProperty("size").GetInt32());
        Assert.Equal(
            new Status(StatusCode.NotFound, "There is no output 'other.json'; there is results.json."), status);
    }

    [Fact]
    public async Task A_vote_replaces_the_previous_one()
    {
        await using var emulator = await StartAsync();
        var identifier = await RunAsync(emulator);

        await emulator.Results.UpVoteResultAsync(identifier, Call);
        Assert.Equal((ResultVote.Types.Vote.Up, 1u, 0u), await VotesAsync());
        await emulator.Results.DownVoteResultAsync(identifier, Call);
        Assert.Equal((ResultVote.Types.Vote.Down, 0u, 1u), await VotesAsync());
        await emulator.Results.ResetVotesForResultAsync(identifier, Call);
        Assert.Equal((ResultVote.Types.Vote.NoVotes, 0u, 0u), await VotesAsync());

        async Task<(ResultVote.Types.Vote Vote, uint Up, uint Down)> VotesAsync()
        {
            var vote = await emulator.Results.GetVoteForResultAsync(identifier, Call);
            var voting = (await emulator.Results.GetResultAsync(identifier, Call)).Voting;
            return (vote.Vote, voting.Up, voting.Down);
        }
    }

    [Theory]
    [InlineData("bad", StatusCode.FailedPrecondition, "it failed. The input 'input' is not a data URI")]
    [InlineData("other", StatusCode.NotFound, "has no input item 'other'.")]
    public async Task An_item_without_a_result_is_rejected_with_the_reason(string item, StatusCode code, string reason)
    {
        await using var emulator = await StartAsync();
        var identifier = await RunAsync(emulator);
        identifier.InputIdentifier = item;

        var status = await StatusOf(emulator.Results.GetResultAsync(identifier, Call));

        Assert.Equal(code, status.StatusCode);
        Assert.Contains(reason, status.Detail, StringComparison.Ordinal);
    }

    private static async Task<ResultIdentifier> RunAsync(RunningEmulator emulator)
    {
        var receipt = await emulator.Jobs.SubmitJobAsync(
            Submissions.Of("inspector", "embedded", ("good", Submissions.DataUriPrefix + "AQID"), ("bad", "")), Call);
        await emulator.WaitUntilFinalAsync(receipt.JobIdentifier);
        return new() { JobIdentifier = new() { Identifier = receipt.JobIdentifier }, InputIdentifier = "good" };
    }
}
