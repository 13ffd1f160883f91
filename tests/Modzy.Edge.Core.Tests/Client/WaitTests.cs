using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Waiting for the end of a job.</summary>
public sealed class WaitTests : ClientTest
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(Mode.Blocking, "COMPLETE", "COMPLETE")]
    [InlineData(Mode.Asynchronous, "COMPLETE", "COMPLETE")]
    [InlineData(Mode.Blocking, "FAILED", "FAILED")]
    [InlineData(Mode.Blocking, "CANCELED", "CANCELED")]
    [InlineData(Mode.Asynchronous, "CANCELLED", "CANCELED")]
    public async Task It_ends_with_the_job(Mode mode, string last, string expected)
    {
        Answers.OnInTurn(EdgeMethods.GetJob, Details("SUBMITTED"), Details("OPEN"), Details("IN_PROGRESS"), Details("SOMETHING"), Details(last));

        var job = await mode.Wait(await ConnectAsync(), _hour, _poll);

        Assert.Equal((expected, true), (job.Status, job.IsFinal));
        Assert.Equal(5, Answers.Count(EdgeMethods.GetJob));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task It_ends_with_its_time(Mode mode)
    {
        Log.ExpectFailingCalls();
        var details = Details("IN_PROGRESS");
        (details.Total, details.Completed, details.Failed) = (5, 2, 1);
        Answers.On(EdgeMethods.GetJob, details);
        var client = await ConnectAsync();
        client.WaitReady(null, Ended);

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => mode.Wait(client, TimeSpan.FromSeconds(2), _poll));

        Assert.Equal((EdgeStatus.DeadlineExceeded, EdgeMethods.GetJob.FullName, "job"), (failure.Status, failure.Method, failure.JobIdentifier));
        Assert.Equal(
            "Job job did not come to its end within 2000 ms. It was last seen IN_PROGRESS, with 2 of 5 input items completed and 1 failed. "
            + "Wait for it again, or with a longer timeout.",
            failure.Message);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task It_ends_with_its_time_when_the_edge_is_not_there(Mode mode)
    {
        Log.ExpectFailingCalls();
        var client = Client(UnusedPort.Find());

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => mode.Wait(client, TimeSpan.FromMilliseconds(250), _poll));

        Assert.Equal((EdgeStatus.DeadlineExceeded, $"127.0.0.1:{client.Port}"), (failure.Status, failure.Endpoint));
        Assert.Equal(
            $"Job job did not come to its end within 250 ms. 127.0.0.1:{client.Port} cannot be reached: Connection refused. Check that the "
            + "edge is running there, and that the host, the port and the network are right. Wait for it again, or with a longer timeout.",
            failure.Message);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Without_time_the_edge_is_asked_once_and_its_answer_taken(Mode mode)
    {
        Log.ExpectFailingCalls();
        Answers.OnInTurn(EdgeMethods.GetJob, Details("IN_PROGRESS"), Details("COMPLETE"));
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Wait(client, TimeSpan.Zero, _poll));
        var job = await mode.Wait(client, TimeSpan.Zero);

        Assert.Equal(EdgeStatus.DeadlineExceeded, failure.Status);
        Assert.StartsWith(
            "Job job was not at its end when the edge was asked. It was last seen IN_PROGRESS, with 0 of 0 ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(("COMPLETE", 2), (job.Status, Answers.Count(EdgeMethods.GetJob)));
    }

    [Fact]
    public async Task Without_time_an_edge_that_does_not_answer_does_not_hold_the_caller()
    {
        Log.ExpectFailingCalls();
        _ = Answers.OnSilence(EdgeMethods.GetJob);
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.WaitAsync("job", TimeSpan.Zero, null, null, Ended));

        Assert.Contains("did not answer within 1000 ms", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_between_two_long_intervals_is_seen_before_the_time_is_up()
    {
        Answers.OnInTurn(EdgeMethods.GetJob, Details("IN_PROGRESS"), Details("COMPLETE"));

        var job = await (await ConnectAsync()).Jobs.WaitAsync("job", TimeSpan.FromSeconds(5), _hour, null, Ended);

        Assert.Equal(("COMPLETE", 2), (job.Status, Answers.Count(EdgeMethods.GetJob)));
    }

    [Theory]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.Unavailable)]
    public async Task What_an_edge_says_that_stops_passes(StatusCode code)
    {
        Log.ExpectFailingCalls();
        Answers.OnRaw(EdgeMethods.GetJob, (_, _) => Answers.Count(EdgeMethods.GetJob) < 3
            ? throw new RpcException(new Status(code, "Stopping."))
            : Task.FromResult(Google.Protobuf.MessageExtensions.ToByteArray(Details("COMPLETE"))));

        Assert.Equal("COMPLETE", (await (await ConnectAsync()).Jobs.WaitAsync("job", _hour, _poll, null, Ended)).Status);
    }

    [Fact]
    public async Task A_question_that_hung_and_then_failed_passes_too()
    {
        Log.ExpectFailingCalls();
        Answers.OnRaw(EdgeMethods.GetJob, async (_, _) =>
        {
            if (Answers.Count(EdgeMethods.GetJob) > 1)
            {
                return Google.Protobuf.MessageExtensions.ToByteArray(Details("COMPLETE"));
            }

            await Task.Delay(500, Ended);
            throw new RpcException(new Status(StatusCode.Unavailable, "Stopping."));
        });

        Assert.Equal("COMPLETE", (await (await ConnectAsync()).Jobs.WaitAsync("job", _hour, _poll, null, Ended)).Status);
    }

    [Fact]
    public async Task A_question_that_hangs_does_not_take_the_whole_time()
    {
        Log.ExpectFailingCalls();
        Answers.OnRaw(EdgeMethods.GetJob, async (_, call) =>
        {
            if (Answers.Count(EdgeMethods.GetJob) == 1)
            {
                await Task.Delay(Timeout.Infinite, call.CancellationToken);
            }

            return Google.Protobuf.MessageExtensions.ToByteArray(Details("COMPLETE"));
        });

        Assert.Equal("COMPLETE", (await (await ConnectAsync()).Jobs.WaitAsync("job", TimeSpan.FromSeconds(60), null, null, Ended)).Status);
    }

    [Fact]
    public async Task A_single_question_that_is_not_answered_does_not_end_it()
    {
        Log.ExpectFailingCalls();
        var first = true;
        Answers.OnRaw(EdgeMethods.GetJob, async (_, call) =>
        {
            if (first)
            {
                first = false;
                await Task.Delay(Timeout.Infinite, call.CancellationToken);
            }

            return Google.Protobuf.MessageExtensions.ToByteArray(Details("COMPLETE"));
        });
        var client = await ConnectAsync();

        var job = await client.Jobs.WaitAsync("job", _hour, _poll, new EdgeCallOptions { Deadline = TimeSpan.FromMilliseconds(200) }, Ended);

        Assert.Equal("COMPLETE", job.Status);
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task It_survives_a_restart_of_the_edge(Mode mode)
    {
        Log.ExpectFailingCalls();
        Answers.On(EdgeMethods.GetJob, Details("IN_PROGRESS"));
        var edge = await StartEdgeAsync();
        var client = Client(edge.Port);
        var wait = mode.Wait(client, _hour, _poll);
        await Until(() => Answers.Count(EdgeMethods.GetJob) >= 3);

        await edge.DisposeAsync();
        await Task.Delay(200, Ended);
        Assert.False(wait.IsCompleted);
        Answers.On(EdgeMethods.GetJob, Details("COMPLETE"));
        await StartEdgeAsync(edge.Port);

        Assert.Equal("COMPLETE", (await wait).Status);
    }

    [Theory]
    [InlineData(Mode.Blocking, false)]
    [InlineData(Mode.Asynchronous, false)]
    [InlineData(Mode.Blocking, true)]
    [InlineData(Mode.Asynchronous, true)]
    public async Task Its_progress_is_what_the_edge_says(Mode mode, bool isRun)
    {
        Answers.On(EdgeMethods.SubmitJob, new JobSubmissionReceipt { JobIdentifier = "job" })
            .OnInTurn(EdgeMethods.GetJob, Details("SUBMITTED"), Details("IN_PROGRESS"), Details("COMPLETE"))
            .On(EdgeMethods.GetResults, new Modzy.Edge.Wire.Results.Results { JobIdentifier = "job" });
        var client = await ConnectAsync();
        var told = new Listener();
        var wait = new EdgeWaitOptions { Timeout = _hour, Progress = told };
        EdgeSource[] sources = [new("item", new EdgeInput("input.txt", new byte[1]))];

        if (isRun)
        {
            await mode.Run(
                () => client.Jobs.Run("m", "1.0.0", sources, wait: wait),
                () => client.Jobs.RunAsync("m", "1.0.0", sources, wait: wait));
        }
        else
        {
            await mode.Run(() => client.Jobs.Wait("job", wait, Ended), () => client.Jobs.WaitAsync("job", wait, Ended));
        }

        Assert.Equal(["SUBMITTED", "IN_PROGRESS", "COMPLETE"], told.Statuses);
    }

    [Fact]
    public async Task An_inference_has_no_progress()
    {
        var client = await ConnectAsync();
        var wait = new EdgeWaitOptions { Progress = new Listener() };
        var request = new InferenceRequest("m", "1.0.0", [InferenceInput.FromText("input.txt", "text")]);

        foreach (var call in (Action[])[() => client.Inferences.Wait("inference", wait, Ended), () => client.Inferences.Run(request, wait, Ended)])
        {
            var failure = Assert.Throws<EdgeException>(call);
            Assert.Equal(EdgeStatus.InvalidArgument, failure.Status);
            Assert.StartsWith("progress ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_does_not_survive_an_edge_that_stays_away()
    {
        Log.ExpectFailingCalls();
        var client = Client(UnusedPort.Find());

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.WaitAsync("job", _hour, _poll, null, Ended));

        Assert.Equal(EdgeStatus.Unavailable, failure.Status);
        Assert.StartsWith($"127.0.0.1:{client.Port} cannot be reached: Connection refused.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.NotFound, EdgeStatus.NotFound)]
    [InlineData(StatusCode.Internal, EdgeStatus.Internal)]
    [InlineData(StatusCode.Unimplemented, EdgeStatus.Unimplemented)]
    public async Task What_will_not_pass_ends_it_at_once(StatusCode code, EdgeStatus status)
    {
        Log.ExpectFailingCalls();
        Answers.OnFailure(EdgeMethods.GetJob, code, "No.");
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.WaitAsync("job", _hour, _poll, null, Ended));

        Assert.Equal((status, "No."), (failure.Status, failure.ServerMessage));
        Assert.Equal(1, Answers.Count(EdgeMethods.GetJob));
    }

    private sealed class Listener : IProgress<Job>
    {
        public List<string> Statuses { get; } = [];

        public void Report(Job value) => Statuses.Add(value.Status);
    }

    private static JobDetails Details(string status) => new() { JobIdentifier = "job", Status = status };

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Ended);
        }
    }
}
