using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Jobs;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Results;
using AllResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge.Emulator.Services;

/// <summary>
/// Converts jobs to the messages of ResultsService. Durations are in milliseconds, integer times in seconds since 1970.
/// </summary>
internal static class ResultMessages
{
    private const string Engine = "emulator";

    /// <summary>The results and failures of the items that have ended.</summary>
    public static AllResults ToResults(this JobSnapshot job)
    {
        var results = new AllResults
        {
            JobIdentifier = job.Identifier,
            AccountIdentifier = JobMessages.Account,
            Team = new() { Identifier = JobMessages.Account },
            Total = (uint)job.Items.Count,
            Completed = (uint)job.Completed,
            Failed = (uint)job.Failed,
            Finished = job.Status.IsFinal,
            SubmittedByKey = job.AccessKey,
            Explained = job.Explain,
            SubmittedAt = job.SubmittedAt.ToTimestamp(),
            InitialQueueTime = WireNumbers.Milliseconds(job.InitialQueueTime),
            TotalQueueTime = WireNumbers.Milliseconds(job.TotalQueueTime),
            AverageModelLatency = job.AverageLatency.TotalMilliseconds,
            TotalModelLatency = job.TotalLatency.TotalMilliseconds,
            ElapsedTime = WireNumbers.Milliseconds(job.Elapsed),
            StartingResultSummarizing = job.Status.IsFinal ? job.UpdatedAt.ToTimestamp() : null,
            InputSize = WireNumbers.Clamp(job.Size),
        };
        foreach (var item in job.Items)
        {
            if (item.Outcome is { Error: { } error })
            {
                results.Failures[item.Key] = Any.Pack(ToMessage(error));
            }
            else if (item.Outcome is { } outcome)
            {
                results.Results_[item.Key] = ToInputResult(job, item, outcome);
            }
        }

        return results;
    }

    /// <summary>The result of an item that has an output.</summary>
    public static Result ToResult(this JobItemSnapshot item, JobSnapshot job) => new()
    {
        Job = ToResultJob(job),
        InputName = item.Key,
        StartTime = WireNumbers.Seconds(item.StartedAt),
        UpdateTime = WireNumbers.Seconds(item.EndedAt),
        EndTime = WireNumbers.Seconds(item.EndedAt),
        InputCompletedTime = WireNumbers.Seconds(item.EndedAt),
        Explained = job.Explain,
        Engine = Engine,
        QueueTime = WireNumbers.Milliseconds(job.QueueTimeOf(item)),
        ModelLatency = item.Latency.TotalMilliseconds,
        AccessKey = job.AccessKey,
        InputSize = WireNumbers.Clamp(item.Size),
        Result_ = StructJson.Parse(item.Outcome!.Json),
        Voting = ToVoting(item.Vote),
    };

    private static AllResults.Types.InputResult ToInputResult(
        JobSnapshot job, JobItemSnapshot item, Outcome outcome) => new()
    {
        Status = JobStatus.Complete.Name,
        Engine = Engine,
        ModelLatency = item.Latency.TotalMilliseconds,
        QueueTime = WireNumbers.Milliseconds(job.QueueTimeOf(item)),
        StartTime = item.StartedAt!.Value.ToTimestamp(),
        UpdateTime = item.EndedAt!.Value.ToTimestamp(),
        EndTime = item.EndedAt!.Value.ToTimestamp(),
        Results = StructJson.Parse(outcome.Json),
        Voting = ToVoting(item.Vote),
    };

    private static Result.Types.Job ToResultJob(JobSnapshot job) => new()
    {
        Identifier = job.Identifier,
        CreatedAt = WireNumbers.Seconds(job.CreatedAt),
        UpdatedAt = WireNumbers.Seconds(job.UpdatedAt),
        SubmittedAt = WireNumbers.Seconds(job.SubmittedAt),
        Model = job.Model.ToIdentifier(),
        SubmittedBy = job.AccessKey,
        Team = new() { Identifier = JobMessages.Account },
        Account = new() { Identifier = JobMessages.Account },
        TotalInputCount = (uint)job.Items.Count,
        CompletedInputCount = (uint)job.Completed,
        FailedInputCount = (uint)job.Failed,
        InitialQueueTime = WireNumbers.Milliseconds(job.InitialQueueTime),
        TotalQueueTime = WireNumbers.Milliseconds(job.TotalQueueTime),
        AverageModelLatency = job.AverageLatency.TotalMilliseconds,
        ResultSummaryStartedAt = job.Status.IsFinal ? WireNumbers.Seconds(job.UpdatedAt) : 0,
        InputSize = WireNumbers.Clamp(job.Size),
        Finished = job.Status.IsFinal,
        ElapsedTime = WireNumbers.Milliseconds(job.Elapsed),
    };

    private static Error ToMessage(ItemError error) => new()
    {
        Message = error.Message,
        Status = JsonNamingPolicy.SnakeCaseUpper.ConvertName(error.Code.ToString()),
        StatusCode = (uint)error.Code,
    };

    private static Voting ToVoting(Vote vote) =>
        new() { Up = vote == Vote.Up ? 1u : 0, Down = vote == Vote.Down ? 1u : 0 };
}
