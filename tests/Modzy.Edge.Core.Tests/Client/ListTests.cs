using Google.Protobuf;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>Lists of jobs, and votes on results.</summary>
public sealed class ListTests : ClientTest
{
    [Fact]
    public async Task A_list_has_what_the_edge_said_and_every_filter_reaches_it()
    {
        JobFilter? received = null;
        Answers.On(EdgeMethods.GetJobs, (request, _) =>
        {
            received = JobFilter.Parser.ParseFrom(request);
            return Task.FromResult<IMessage>(new JobSummaryList
            {
                Jobs = { new JobSummary { JobIdentifier = "a", Status = "CANCELLED", Model = new ModelIdentifier { Identifier = "m" } } },
                TotalCount = 7,
                PageNumber = 1,
                PageSize = 1,
                PageCount = 7,
            });
        });
        var filter = new JobListFilter { StartDate = "1", EndDate = "2", Status = "3", Model = "4", User = "5", AccessKey = "6" };

        var page = (await ConnectAsync()).Jobs.List(filter, cancellationToken: Ended);

        Assert.Equal(
            new JobFilter { StartDate = "1", EndDate = "2", Status = "3", Model = "4", User = "5", AccessKey = "6" }, received);
        Assert.Equal(("a", "CANCELED"), (page.Jobs[0].JobIdentifier, page.Jobs[0].Status));
        Assert.Equal(new PageFigures(7, 1, 1, 7), page.Figures);
        Assert.EndsWith("""],"total_count":7,"page_number":1,"page_size":1,"page_count":7}""", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_are_enumerated_in_the_order_of_the_edge()
    {
        Answers.On(EdgeMethods.GetJobHistory, new JobDetailsList { Jobs = { new JobDetails { JobIdentifier = "b" }, new JobDetails { JobIdentifier = "a" } } });
        Answers.On(EdgeMethods.GetJobs, new JobSummaryList());
        var jobs = (await ConnectAsync()).Jobs;
        var seen = new List<string>();

        await foreach (var job in jobs.EnumerateHistoryAsync(cancellationToken: Ended))
        {
            seen.Add(job.JobIdentifier);
        }

        await foreach (var job in jobs.EnumerateAsync(cancellationToken: Ended))
        {
            seen.Add(job.JobIdentifier);
        }

        Assert.Equal(["b", "a"], seen);
    }

    [Fact]
    public async Task A_vote_is_cast_by_the_method_for_it()
    {
        Answers.On(EdgeMethods.UpVoteResult, new Google.Protobuf.WellKnownTypes.Empty());
        Answers.On(EdgeMethods.ResetVotesForResult, new Google.Protobuf.WellKnownTypes.Empty());
        Answers.On(
            EdgeMethods.GetVoteForResult,
            new Modzy.Edge.Wire.Results.ResultVote { Vote = Modzy.Edge.Wire.Results.ResultVote.Types.Vote.Down });
        var jobs = (await ConnectAsync()).Jobs;

        jobs.Vote("job", "s", ResultVote.Up, cancellationToken: Ended);
        await jobs.VoteAsync("job", "s", ResultVote.None, cancellationToken: Ended);

        Assert.Equal(ResultVote.Down, jobs.GetVote("job", "s", cancellationToken: Ended));
        Assert.Equal((1, 1, 0), (
            Answers.Count(EdgeMethods.UpVoteResult), Answers.Count(EdgeMethods.ResetVotesForResult), Answers.Count(
                EdgeMethods.DownVoteResult)));
    }
}
