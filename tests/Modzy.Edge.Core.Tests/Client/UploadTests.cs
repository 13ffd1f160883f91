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

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(_path);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_file_arrives_in_chunks_of_the_size_that_the_edge_asks_for()
    {
        await File.WriteAllBytesAsync(_path, [.. Enumerable.Range(0, 2500).Select(i => (byte)i)], Ended);
        Offer("1K");
        var progress = new List<long>();

        var job = (await ConnectAsync()).Jobs.SubmitFiles(
            "m", "1.0.0", [new EdgeFile("s", "i", _path)], progress: new Listener(progress), cancellationToken: Ended);

        Assert.Equal(("job", "SUBMITTED"), (job.JobIdentifier, job.Status));
        // A chunk's message, with its 5 bytes of framing, is what a server's limit of the same size lets pass.
        Assert.All(_chunks, chunk => Assert.InRange(chunk.CalculateSize() + 5, 1, 1024));
        Assert.Equal(1024, _chunks[0].CalculateSize() + 5);
        Assert.Equal(3, _chunks.Count);
        Assert.Equal(await File.ReadAllBytesAsync(_path, Ended), _chunks.SelectMany(chunk => chunk.Data));
        Assert.All(_chunks, chunk => Assert.Equal(("job", "s", "i"), (chunk.JobIdentifier, chunk.DatasourceName, chunk.InputName)));
        Assert.Equal((3, 2500), (progress.Count, progress[^1]));
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
    [InlineData("/no/such/file", "cannot be read: /no/such/file: No such file or directory. Check the path.")]
    [InlineData("/dev/null/file", "cannot be read: /dev/null/file: Not a directory. Check the path.")]
    [InlineData("/dev/zero", "is /dev/zero, a character device; give a regular file, or open a job and append the data to it in chunks.")]
    [InlineData("/dev/urandom", "is /dev/urandom, a character device; give ")]
    [InlineData("/dev/full", "is /dev/full, a character device; give ")]
    [InlineData("/tmp", "is /tmp, a directory; give a regular file.")]
    [InlineData("a\0b", "holds a NUL character, which no path can; remove it.")]
    public async Task What_is_no_file_is_refused_in_words_that_help(string path, string text)
    {
        Offer("1M");
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", path)], cancellationToken: Ended));

        Assert.Equal((EdgeStatus.InvalidArgument, "files[0].path"), (failure.Status, failure.Parameter));
        Assert.StartsWith($"files[0].path {text}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, Answers.Count(EdgeMethods.SubmitJob));
    }

    [Fact]
    public async Task A_link_to_itself_is_named()
    {
        Offer("1M");
        File.Delete(_path);
        File.CreateSymbolicLink(_path, _path);
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", _path)], cancellationToken: Ended));

        Assert.Equal(
            $"files[0].path cannot be read: {_path}: Too many levels of symbolic links. A symbolic link on this path leads back to itself; "
            + "correct the link.",
            failure.Message);
    }

    [Theory]
    [InlineData(500, "ends after 1,000 of the 2,500 bytes that it had when the upload began")]
    [InlineData(2501, "goes on after the 2,500 bytes that it had when the upload began")]
    public async Task A_file_that_changes_while_it_is_sent_fails_and_cancels_the_job(int size, string text)
    {
        await File.WriteAllBytesAsync(_path, new byte[2500], Ended);
        Offer("1019"); // 1000 bytes of data
        Answers.On(EdgeMethods.AddInputToJob, (_, _) =>
        {
            using var file = File.Open(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(size);
            return Task.FromResult<IMessage>(new Empty());
        });
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", _path)], cancellationToken: Ended));

        Assert.Equal((EdgeStatus.FailedPrecondition, "files[0].path"), (failure.Status, failure.Parameter));
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (Answers.Count(EdgeMethods.CancelJob), Answers.Count(EdgeMethods.CloseJob)));
    }

    [Fact]
    public async Task A_file_whose_size_says_nothing_is_not_sent_as_an_empty_one()
    {
        Offer("1M");
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", "/proc/self/status")], cancellationToken: Ended));

        Assert.Contains("goes on after the 0 bytes that it had", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Answers.Count(EdgeMethods.CancelJob));
    }

    [Fact]
    public async Task More_chunks_than_the_edge_takes_are_refused_before_anything_is_sent()
    {
        await File.WriteAllBytesAsync(_path, new byte[2001], Ended);
        Offer("1052", maximumChunks: 2); // at most 1000 bytes of data, for a job with an identifier as edges give them
        var client = await ConnectAsync();

        var failure = Assert.Throws<EdgeException>(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [new EdgeFile("s", "i", _path)], cancellationToken: Ended));
        var appending = Assert.Throws<EdgeException>(
            () => client.Jobs.Append(Guid.Empty.ToString(), "s", "i", new byte[2001], cancellationToken: Ended));

        Assert.Equal((EdgeStatus.ResourceExhausted, "files[0].path"), (failure.Status, failure.Parameter));
        Assert.StartsWith(
            $"files[0].path is {_path} of 2,001 bytes, which makes 3 chunks of 1,000 bytes; the edge takes 2 of them for a data input "
            + "(maximum_input_chunks).",
            failure.Message,
            StringComparison.Ordinal);
        Assert.Equal((EdgeStatus.ResourceExhausted, "data"), (appending.Status, appending.Parameter));
        Assert.Equal((0, 0), (Answers.Count(EdgeMethods.SubmitJob), Answers.Count(EdgeMethods.AddInputToJob)));
    }

    [Fact]
    public async Task Whoever_listens_and_fails_at_the_end_cancels_the_job()
    {
        await File.WriteAllBytesAsync(_path, new byte[10], Ended);
        Offer("1M");
        var client = await ConnectAsync();

        Assert.Throws<TimeZoneNotFoundException>(() => client.Jobs.SubmitFiles(
            "m", "1.0.0", [new EdgeFile("s", "i", _path)], progress: new Failing(), cancellationToken: Ended));

        Assert.Equal((1, 0), (Answers.Count(EdgeMethods.CancelJob), Answers.Count(EdgeMethods.CloseJob)));
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
    public void Sizes_are_read_as_edges_write_them(string text, long? bytes) =>
        Assert.Equal(bytes, ByteSize.Parse(text));

    private void Offer(string chunkSize, uint maximumChunks = 0)
    {
        Answers.On(
            EdgeMethods.GetFeatures,
            new JobFeatures { InputChunkMaximumSize = chunkSize, MaximumInputChunks = maximumChunks });
        Answers.On(EdgeMethods.SubmitJob, new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Open });
        Answers.On(EdgeMethods.CloseJob, new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Submitted });
        Answers.On(EdgeMethods.CancelJob, new JobDetails { JobIdentifier = "job", Status = "CANCELED" });
        Answers.On(EdgeMethods.AddInputToJob, (request, _) =>
        {
            _chunks.Add(AppendableJobInput.Parser.ParseFrom(request));
            return Task.FromResult<IMessage>(new Empty());
        });
    }

    private sealed class Failing : IProgress<long>
    {
        public void Report(long value) => throw new TimeZoneNotFoundException();
    }

    private sealed class Listener(List<long> heard) : IProgress<long>
    {
        public void Report(long value) => heard.Add(value);
    }
}
