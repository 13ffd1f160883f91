using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Jobs whose input is sent in chunks.</summary>
public sealed class UploadTests : ClientTest
{
    private readonly string _path = Path.GetTempFileName();
    private readonly List<AppendableJobInput> _chunks = [];

    [Fact]
    public async Task A_file_arrives_in_chunks_of_the_size_that_the_edge_asks_for()
    {
        await File.WriteAllBytesAsync(_path, [.. Enumerable.Range(0, 2500).Select(i => (byte)i)], Ended);
        Offer("1K");
        var progress = new List<long>();

        var job = (await ConnectAsync()).Jobs.SubmitFiles(
            "m", "1.0.0", [new EdgeFile("s", "i", _path)], progress: new Listener(progress), cancellationToken: Ended);

        Assert.Equal(("job", "SUBMITTED"), (job.JobIdentifier, job.Status));
        Assert.Equal([1024, 1024, 452], _chunks.Select(chunk => chunk.Data.Length));
        Assert.Equal(await File.ReadAllBytesAsync(_path, Ended), _chunks.SelectMany(chunk => chunk.Data));
        Assert.All(_chunks, chunk => Assert.Equal(("job", "s", "i"), (chunk.JobIdentifier, chunk.DatasourceName, chunk.InputName)));
        Assert.Equal([1024, 2048, 2500], progress);
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_input()
    {
        Offer("1M");

        await (await ConnectAsync()).Jobs.SubmitFilesAsync("m", "1.0.0", [new EdgeFile("s", "i", _path)], cancellationToken: Ended);

        Assert.Empty(Assert.Single(_chunks).Data);
    }

    [Fact]
    public async Task What_fails_on_the_way_cancels_the_job_and_is_reported()
    {
        Log.ExpectFailingCalls();
        await File.WriteAllTextAsync(_path, "text", Ended);
        Offer("1M");
        Answers.OnFailure(EdgeMethods.AddInputToJob, StatusCode.ResourceExhausted, "The disk is full.");
        Answers.On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });

        var client = await ConnectAsync();
        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", _path)], cancellationToken: Ended));

        Assert.Equal((EdgeStatus.ResourceExhausted, "The disk is full."), (failure.Status, failure.ServerMessage));
        Assert.Equal(1, Answers.Count(EdgeMethods.CancelJob));
        Assert.Equal(0, Answers.Count(EdgeMethods.CloseJob));
    }

    [Fact]
    public async Task An_edge_that_takes_no_chunks_gets_an_embedded_job()
    {
        Log.ExpectFailingCalls();
        await File.WriteAllTextAsync(_path, "text", Ended);
        var submissions = new List<JobSubmission>();
        Offer("1M");
        Answers.OnFailure(EdgeMethods.AddInputToJob, StatusCode.Unimplemented, "No chunks here.");
        Answers.On(EdgeMethods.SubmitJob, (request, _) =>
        {
            submissions.Add(JobSubmission.Parser.ParseFrom(request));
            return Task.FromResult<IMessage>(new JobSubmissionReceipt { JobIdentifier = $"job {submissions.Count}" });
        });

        var job = (await ConnectAsync()).Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", _path)], cancellationToken: Ended);

        Assert.Equal("job 2", job.JobIdentifier);
        Assert.Null(submissions[0].Input);
        Assert.Equal(
            "data:application/octet-stream;base64,dGV4dA==", submissions[1].Input.Sources["s"].Fields["i"].StringValue);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused_before_anything_is_sent()
    {
        Offer("1M");
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", "/no/such/file")], cancellationToken: Ended));

        Assert.Equal((EdgeStatus.InvalidArgument, "files[0].path"), (failure.Status, failure.Parameter));
        Assert.Equal(0, Answers.Count(EdgeMethods.SubmitJob));
    }

    [Theory]
    [InlineData("1M", 1L << 20)]
    [InlineData("512K", 512L << 10)]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("2 GB", 2L << 30)]
    [InlineData("1000", 1000L)]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData("many", null)]
    [InlineData("9999999999999999999G", null)]
    public void Sizes_are_read_as_edges_write_them(string text, long? bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    private void Offer(string chunkSize)
    {
        Answers.On(EdgeMethods.GetFeatures, new JobFeatures { InputChunkMaximumSize = chunkSize });
        Answers.On(EdgeMethods.SubmitJob, new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Open });
        Answers.On(EdgeMethods.CloseJob, new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Submitted });
        Answers.On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });
        Answers.On(EdgeMethods.AddInputToJob, (request, _) =>
        {
            _chunks.Add(AppendableJobInput.Parser.ParseFrom(request));
            return Task.FromResult<IMessage>(new Empty());
        });
    }

    private sealed class Listener(List<long> heard) : IProgress<long>
    {
        public void Report(long value) => heard.Add(value);
    }
}
