using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What callers see of calls that are sent again, and of jobs that are cancelled when a wait times out.</summary>
public sealed class RetriedCallTests : ClientTest
{
    private static readonly EdgeClientOptions _quick =
        new() { Retry = new EdgeRetryOptions { InitialBackoff = TimeSpan.FromMilliseconds(2) } };

    private static readonly EdgeClientOptions _cancelling = new() { CancelOnTimeout = true };

    private static readonly EdgeSource[] _sources = [new("s", new EdgeInput("i", new byte[] { 1 }))];

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task An_error_tells_the_attempts(Mode mode)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.Unavailable, "Restarting.");
        var client = await ConnectAsync(_quick);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal((4, 4), (failure.Attempts, Answers.Count(EdgeMethods.GetJob)));
        Assert.EndsWith("The call was tried 4 times.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_submission_is_sent_once(Mode mode)
    {
        Answers.OnFailure(EdgeMethods.SubmitJob, StatusCode.Unavailable, "Restarting.");
        var client = await ConnectAsync(_quick);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Submit(client, _sources));

        Assert.Equal((1, 1), (failure.Attempts, Answers.Count(EdgeMethods.SubmitJob)));
        Assert.DoesNotContain("tried", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Successes_give_back_to_the_budget()
    {
        var isAway = true;
        Answers.On(EdgeMethods.GetJob, (_, _) => isAway
            ? throw new RpcException(new Status(StatusCode.Unavailable, "Restarting."))
            : Task.FromResult<Google.Protobuf.IMessage>(Details("COMPLETE")));
        var client = await ConnectAsync(_quick);
        Assert.Equal(4, Assert.Throws<EdgeException>(() => client.Jobs.Get("job")).Attempts);
        Assert.Equal(1, Assert.Throws<EdgeException>(() => client.Jobs.Get("job")).Attempts);
        isAway = false;
        for (var i = 0; i < 20; i++)
        {
            client.Jobs.Get("job");
            await client.Jobs.GetAsync("job");
        }

        isAway = true;

        Assert.Equal(4, Assert.Throws<EdgeException>(() => client.Jobs.Get("job")).Attempts);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_wait_that_times_out_cancels_the_job(Mode mode)
    {
        Answers.On(EdgeMethods.GetJob, Details("IN_PROGRESS")).On(EdgeMethods.CancelJob, Details("CANCELED"));
        var client = await ConnectAsync(_cancelling);
        client.WaitReady(null, Ended);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Wait(client, TimeSpan.FromMilliseconds(50)));

        Assert.Equal((EdgeStatus.DeadlineExceeded, "job"), (failure.Status, failure.JobIdentifier));
        Assert.EndsWith("It was cancelled.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Answers.Count(EdgeMethods.CancelJob));
    }

    [Theory]
    [InlineData("COMPLETE", "The edge was asked to cancel it, and has it as COMPLETE now.")]
    [InlineData(null, "It could not be cancelled, and may continue: ")]
    public async Task The_error_says_what_came_of_it(string? state, string expected)
    {
        Answers.On(EdgeMethods.GetJob, Details("IN_PROGRESS"));
        if (state is not null)
        {
            Answers.On(EdgeMethods.CancelJob, Details(state));
        }

        var client = await ConnectAsync(_cancelling);
        client.WaitReady(null, Ended);

        var failure = Assert.Throws<EdgeException>(() => client.Jobs.Wait("job", TimeSpan.FromMilliseconds(50)));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_run_that_times_out_cancels_the_job(Mode mode)
    {
        Answers.On(EdgeMethods.SubmitJob, new JobSubmissionReceipt { JobIdentifier = "job" })
            .On(EdgeMethods.GetJob, Details("IN_PROGRESS"))
            .On(EdgeMethods.CancelJob, Details("CANCELLED"));
        var client = await ConnectAsync(_cancelling);
        client.WaitReady(null, Ended);
        var wait = new EdgeWaitOptions { Timeout = TimeSpan.FromSeconds(1) };

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Run(
            () => client.Jobs.Run("m", "1.0.0", _sources, wait: wait),
            () => client.Jobs.RunAsync("m", "1.0.0", _sources, wait: wait)));

        Assert.Equal((EdgeStatus.DeadlineExceeded, "job"), (failure.Status, failure.JobIdentifier));
        Assert.EndsWith("It was cancelled.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_once_cancels_nothing()
    {
        Answers.On(EdgeMethods.GetJob, Details("IN_PROGRESS")).On(EdgeMethods.CancelJob, Details("CANCELED"));
        var client = await ConnectAsync(_cancelling);

        Assert.Throws<EdgeException>(() => client.Jobs.Wait("job", TimeSpan.Zero));

        Assert.Equal(0, Answers.Count(EdgeMethods.CancelJob));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task A_submission_whose_deadline_passes_may_have_made_a_job(Mode mode)
    {
        var asked = Answers.OnSilence(EdgeMethods.SubmitJob);
        var client = await ConnectAsync();
        client.WaitReady(null, Ended);

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Submit(
            client, _sources, new EdgeCallOptions { Deadline = TimeSpan.FromMilliseconds(500) }));

        await asked;
        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeSent.All), (failure.Status, failure.Sent));
        Assert.Contains("the edge may have taken the job", failure.Message, StringComparison.Ordinal);
    }

    private static JobDetails Details(string status) => new() { JobIdentifier = "job", Status = status };
}
