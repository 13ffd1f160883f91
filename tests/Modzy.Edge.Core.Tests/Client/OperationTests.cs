using Google.Protobuf;
using Modzy.Edge.Core.Tests.Wire;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;
using WireResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Each operation, blocking and asynchronous, as an edge sees it.</summary>
public sealed class OperationTests : ClientTest
{
    private static readonly EdgeSource[] _sources =
        [new("front", new EdgeInput("image", new byte[] { 1, 2, 3, 4 })), new("back", new EdgeInput("image", default))];

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Submitting(Mode mode)
    {
        byte[]? received = null;
        Answers.On(EdgeMethods.SubmitJob, (request, _) =>
        {
            received = request;
            return Task.FromResult<IMessage>(new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Submitted, TotalInputs = 2 });
        });

        var job = await mode.Submit(await ConnectAsync(), _sources);

        Assert.Equal(("job", "SUBMITTED", 2L), (job.JobIdentifier, job.Status, job.Pending));
        Assert.Equal(Generated.Submission("m", "1.0.0", _sources, explain: true), JobSubmission.Parser.ParseFrom(received));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Getting(Mode mode)
    {
        Answers.On(EdgeMethods.GetJob, (request, _) => Task.FromResult<IMessage>(
            new JobDetails { JobIdentifier = JobIdentifier.Parser.ParseFrom(request).Identifier + "!", Status = "IN_PROGRESS" }));

        var job = await mode.Get(await ConnectAsync(), "jöb");

        Assert.Equal(("jöb!", "IN_PROGRESS"), (job.JobIdentifier, job.Status));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Getting_results(Mode mode)
    {
        Answers.On(EdgeMethods.GetResults, (request, _) => Task.FromResult<IMessage>(
            new WireResults { JobIdentifier = JobIdentifier.Parser.ParseFrom(request).Identifier, Completed = 1, Results_ = { ["a"] = new() { Status = "S" } } }));

        var results = await mode.GetResults(await ConnectAsync());

        Assert.Equal(("job", 1L, "S"), (results.JobIdentifier, results.Completed, results.Results["a"].Status));
    }

    [Theory]
    [InlineData(Mode.Blocking)]
    [InlineData(Mode.Asynchronous)]
    public async Task Twenty_megabytes_arrive_as_they_were(Mode mode)
    {
        var data = new byte[20_000_000];
        new Random(1).NextBytes(data);
        byte[]? received = null;
        Answers.On(EdgeMethods.SubmitJob, (request, _) =>
        {
            received = request;
            return Task.FromResult<IMessage>(new JobSubmissionReceipt { JobIdentifier = "job" });
        });

        await mode.Submit(await ConnectAsync(), [new EdgeSource("s", new EdgeInput("i", data))]);

        var uri = JobSubmission.Parser.ParseFrom(received).Input.Sources["s"].Fields["i"].StringValue;
        Assert.True(Convert.FromBase64String(uri[Generated.DataUriPrefix.Length..]).AsSpan().SequenceEqual(data));
    }

    [Fact]
    public async Task Many_threads_share_a_client()
    {
        const int threads = 32;
        Answers.On(EdgeMethods.SubmitJob, (request, _) => Task.FromResult<IMessage>(
            new JobSubmissionReceipt
            {
                JobIdentifier = JobSubmission.Parser.ParseFrom(request).Input.Sources.Keys.Single(),
            }));
        var client = await ConnectAsync();

        var jobs = await Task.WhenAll(Enumerable.Range(0, threads * 10).Select(i =>
            (i % 2 == 0 ? Mode.Blocking : Mode.Asynchronous).Submit(client, [new EdgeSource($"{i}", new EdgeInput("i", new byte[i]))])));

        Assert.Equal(Enumerable.Range(0, threads * 10).Select(i => $"{i}"), jobs.Select(job => job.JobIdentifier));
    }

    [Theory]
    [InlineData("", "job_identifier is empty; give the job_identifier of a job that was submitted.")]
    [InlineData(null, "job_identifier is null; give a text, which may be empty.")]
    public async Task A_job_has_a_name(string? identifier, string problem)
    {
        var client = await ConnectAsync();
        Func<Task>[] calls =
        [
            () => client.Jobs.GetAsync(identifier!),
            () => client.Jobs.WaitAsync(identifier!),
            () => client.Jobs.GetResultsAsync(identifier!),
        ];
        foreach (var call in calls)
        {
            var refusal = await Assert.ThrowsAsync<EdgeException>(call);

            Assert.Equal(
                (EdgeStatus.InvalidArgument, "job_identifier", problem), (refusal.Status, refusal.Parameter, refusal.Message));
        }

        Assert.Equal(0, Answers.Count(EdgeMethods.GetJob) + Answers.Count(EdgeMethods.GetResults));
    }
}
