using Grpc.Core;
using Modzy.Edge.Emulator.Hosting;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class JobValidationTests
{
    private static readonly (string Message, Action<JobSubmission> Invalidate)[] InvalidSubmissions =
    [
        ("model must be set.", job => job.Model = null),
        ("model.identifier must not be empty.", job => job.Model.Identifier = ""),
        ("model.version must not be empty.", job => job.Model.Version = ""),
        ("input.type must not be empty.", job => job.Input.Type = ""),
        ("input.type is 'semaphore', not embedded, text,", job => job.Input.Type = "semaphore"),
        ("input.sources must not be empty.", job => job.Input.Sources.Clear()),
        ("input.sources['a'] must have at least one data input.", job => job.Input.Sources["a"] = new()),
        ("input.sources has 3 items, more than the 2 of a job.", job => job.Input.Sources.Add(Two.Input.Sources)),
    ];

    private static JobSubmission Two => Submissions.Text("inspector", ("b", ""), ("c", ""));

    [Fact]
    public async Task An_invalid_submission_is_rejected_with_the_name_of_the_field()
    {
        await using var emulator = await StartAsync(new EmulatorOptions
        {
            Limits = new EmulatorOptions().Limits with { MaximumInputs = 2 },
        });

        foreach (var (message, invalidate) in InvalidSubmissions)
        {
            var submission = Submissions.Text("inspector", ("a", ""));
            invalidate(submission);

            var status = await StatusOf(emulator.Jobs.SubmitJobAsync(submission, Call));

            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.StartsWith(message, status.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("resnet", "1.0.0")]
    [InlineData("inspector", "9.9.9")]
    public async Task An_unknown_model_is_rejected_with_a_list_of_the_models(string model, string version)
    {
        await using var emulator = await StartAsync();
        var submission = Submissions.Text(model, ("a", ""));
        submission.Model.Version = version;

        var status = await StatusOf(emulator.Jobs.SubmitJobAsync(submission, Call));

        Assert.Equal(StatusCode.NotFound, status.StatusCode);
        Assert.EndsWith("There are: inspector 1.0.0, sleeper 1.0.0, faulty 1.0.0.", status.Detail);
    }

    [Fact]
    public async Task An_unknown_job_is_NOT_FOUND()
    {
        await using var emulator = await StartAsync();

        var unknown = await StatusOf(emulator.Jobs.GetJobAsync(new() { Identifier = "x" }, Call));
        var unnamed = await StatusOf(emulator.Jobs.GetJobAsync(new(), Call));

        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("'x'", unknown.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.InvalidArgument, unnamed.StatusCode);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_RESOURCE_EXHAUSTED()
    {
        await using var emulator = await StartAsync(new EmulatorOptions { MaxMessageSize = new ByteSize(1024) });

        var status = await StatusOf(
            emulator.Jobs.SubmitJobAsync(Submissions.Embedded("inspector", ("a", new byte[1024])), Call));

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
    }
}
