using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class JobRefusalTests
{
    private static readonly (string Message, Action<JobSubmission> Spoil)[] WrongSubmissions =
    [
        ("model must be set.", job => job.Model = null),
        ("model.identifier must not be empty.", job => job.Model.Identifier = ""),
        ("model.version must not be empty.", job => job.Model.Version = ""),
        ("input.type must not be empty.", job => job.Input.Type = ""),
        ("input.type is 'carrier-pigeon', not embedded, text,", job => job.Input.Type = "carrier-pigeon"),
        ("input.sources must not be empty.", job => job.Input.Sources.Clear()),
        ("input.sources['a'] must have at least one data input.", job => job.Input.Sources["a"] = new()),
        ("input.sources has 3 items, more than the 2 of a job.", job => job.Input.Sources.Add(Two.Input.Sources)),
    ];

    private static JobSubmission Two => Submissions.Text("inspector", ("b", ""), ("c", ""));

    [Fact]
    public async Task A_wrong_submission_is_refused_by_the_name_of_its_field()
    {
        await using var emulator = await StartAsync(new EmulatorOptions
        {
            Limits = new EmulatorOptions().Limits with { MaximumInputs = 2 },
        });

        foreach (var (message, spoil) in WrongSubmissions)
        {
            var submission = Submissions.Text("inspector", ("a", ""));
            spoil(submission);

            var refusal = await JobServiceTests.RefusalOf(emulator.Jobs.SubmitJobAsync(submission, Call));

            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.StartsWith(message, refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("resnet", "1.0.0")]
    [InlineData("inspector", "9.9.9")]
    public async Task A_model_that_is_not_there_is_refused_with_a_list_of_those_that_are(string model, string version)
    {
        await using var emulator = await StartAsync();
        var submission = Submissions.Text(model, ("a", ""));
        submission.Model.Version = version;

        var refusal = await JobServiceTests.RefusalOf(emulator.Jobs.SubmitJobAsync(submission, Call));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
        Assert.EndsWith("There are: inspector 1.0.0, sleeper 1.0.0, faulty 1.0.0.", refusal.Detail);
    }

    [Fact]
    public async Task A_job_that_is_not_there_is_not_found()
    {
        await using var emulator = await StartAsync();

        var unknown = await JobServiceTests.RefusalOf(emulator.Jobs.GetJobAsync(new() { Identifier = "x" }, Call));
        var unnamed = await JobServiceTests.RefusalOf(emulator.Jobs.GetJobAsync(new(), Call));

        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("'x'", unknown.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.InvalidArgument, unnamed.StatusCode);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { MaxMessageSize = new ByteSize(1024) });

        var refusal = await JobServiceTests.RefusalOf(
            emulator.Jobs.SubmitJobAsync(Submissions.Embedded("inspector", ("a", new byte[1024])), Call));

        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
    }
}
