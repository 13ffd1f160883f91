using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class HistoryTests
{
    [Theory]
    [InlineData("search", "", "sleeper faulty")]
    [InlineData("search", "FAUL", "faulty")]
    [InlineData("search", "night", "sleeper")]
    [InlineData("search", "nothing like it", "")]
    [InlineData("user", "somebody", "")]
    [InlineData("model", "sleeper", "sleeper")]
    [InlineData("access_key", "abc", "faulty")]
    [InlineData("start_date", "9999-01-01", "")]
    [InlineData("end_date", "9999-01-01", "sleeper faulty")]
    [InlineData("status", "FAILED", "faulty")]
    [InlineData("model_identifier", "faulty", "faulty")]
    [InlineData("model_version", "1.0.0", "sleeper faulty")]
    [InlineData("model_version", "2.0.0", "")]
    public async Task The_history_contains_the_jobs_that_match_the_filter(string field, string value, string models)
    {
        await using var emulator = await StartAsync();
        await RunBothAsync(emulator);
        var filter = new JobHistoryFilter();
        JobHistoryFilter.Descriptor.FindFieldByName(field).Accessor.SetValue(filter, value);

        var history = await emulator.Jobs.GetJobHistoryAsync(filter, Call);

        Assert.Equal(models, string.Join(' ', history.Jobs.Select(job => job.Model.Identifier)));
        Assert.Equal((uint)history.Jobs.Count, history.TotalCount);
    }

    [Fact]
    public async Task The_history_of_a_job_contains_each_of_its_states()
    {
        await using var emulator = await StartAsync();
        var (_, sleeper) = await RunBothAsync(emulator);

        var history = await emulator.Jobs.GetHistoryForJobAsync(new() { Identifier = sleeper }, Call);

        Assert.Equal(["SUBMITTED", "IN_PROGRESS", "COMPLETE"], history.Jobs.Select(job => job.Status));
        Assert.Equal([0u, 0u, 1u], history.Jobs.Select(job => job.Completed));
    }

    [Fact]
    public async Task Statistics_are_counted_for_each_API_key()
    {
        await using var emulator = await StartAsync();
        await RunBothAsync(emulator);
        await RunBothAsync(emulator);

        var all = await emulator.Jobs.GetStatisticsAsync(new Empty(), Call);
        var one = await emulator.Jobs.GetStatisticsForAccessKeyAsync(new() { Prefix = "abc" }, Call);
        var none = await StatusOf(
            emulator.Jobs.GetStatisticsForAccessKeyAsync(new() { Prefix = "abc.secret" }, Call));

        Assert.Equal(["abc", "emulator"], all.Statistics.Select(statistics => statistics.AccessKey));
        Assert.Equal(2u, all.TotalCount);
        Assert.Equal((2, 1), (one.JobsCount, one.ModelsCount));
        var model = Assert.Single(one.ModelsList);
        Assert.Equal(("faulty", "1.0.0", 2), (model.Identifier, model.Version, model.ProcessedJobsCount));
        Assert.Equal(StatusCode.NotFound, none.StatusCode);
    }

    private static async Task<(string Faulty, string Sleeper)> RunBothAsync(RunningEmulator emulator)
    {
        var key = new Metadata { { "authorization", "ApiKey abc.secret" } };
        var faulty = await emulator.Jobs.SubmitJobAsync(Submissions.Text("faulty", ("day", "")), Call.WithHeaders(key));
        await emulator.WaitUntilFinalAsync(faulty.JobIdentifier);
        var sleeper = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("night", "0")), Call);
        await emulator.WaitUntilFinalAsync(sleeper.JobIdentifier);
        return (faulty.JobIdentifier, sleeper.JobIdentifier);
    }
}
