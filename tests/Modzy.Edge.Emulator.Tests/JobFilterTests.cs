using Grpc.Core;
using Modzy.Edge.Wire.Jobs;
using static Modzy.Edge.Emulator.Tests.RunningEmulator;

namespace Modzy.Edge.Emulator.Tests;

public sealed class JobFilterTests
{
    [Theory]
    [InlineData("status", "", "sleeper faulty")]
    [InlineData("status", "complete", "sleeper")]
    [InlineData("status", "FAILED", "faulty")]
    [InlineData("status", "CANCELLED", "")]
    [InlineData("model", "faulty", "faulty")]
    [InlineData("user", "somebody", "")]
    [InlineData("access_key", "abc", "faulty")]
    [InlineData("access_key", "emulator", "sleeper")]
    [InlineData("start_date", "2020-01-01", "sleeper faulty")]
    [InlineData("start_date", "9999-01-01T00:00:00Z", "")]
    [InlineData("end_date", "9999-12-31", "sleeper faulty")]
    [InlineData("end_date", "2020-01-01", "")]
    public async Task A_list_contains_the_jobs_that_match_the_filter(string field, string value, string models)
    {
        await using var emulator = await StartAsync();
        var key = new Metadata { { "authorization", "ApiKey abc.secret" } };
        var first = await emulator.Jobs.SubmitJobAsync(Submissions.Text("faulty", ("a", "")), Call.WithHeaders(key));
        await emulator.WaitUntilFinalAsync(first.JobIdentifier);
        var second = await emulator.Jobs.SubmitJobAsync(Submissions.Text("sleeper", ("a", "0")), Call);
        await emulator.WaitUntilFinalAsync(second.JobIdentifier);

        var list = await emulator.Jobs.GetJobsAsync(FilterBy(field, value), Call);

        Assert.Equal(models, string.Join(' ', list.Jobs.Select(job => job.Model.Identifier)));
        Assert.Equal((uint)list.Jobs.Count, list.TotalCount);
        Assert.Equal(1u, list.PageNumber);
    }

    [Theory]
    [InlineData("start_date", "yesterday")]
    [InlineData("end_date", "32.12.2025")]
    [InlineData("status", "DONE")]
    public async Task An_invalid_filter_is_rejected_with_its_name(string field, string value)
    {
        await using var emulator = await StartAsync();

        var status = await StatusOf(emulator.Jobs.GetJobsAsync(FilterBy(field, value), Call));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith($"{field} is '{value}'", status.Detail, StringComparison.Ordinal);
    }

    private static JobFilter FilterBy(string field, string value)
    {
        var filter = new JobFilter();
        JobFilter.Descriptor.FindFieldByName(field).Accessor.SetValue(filter, value);
        return filter;
    }
}
