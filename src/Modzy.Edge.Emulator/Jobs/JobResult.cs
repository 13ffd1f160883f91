using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Results;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The result of one item. Durations are in milliseconds, times in seconds since 1970.</summary>
internal sealed partial class Job
{
    public Result ToResult(string key)
    {
        lock (_lock)
        {
            var (item, outcome) = FindResult(key);
            return new Result
            {
                Job = ToResultJob(),
                InputName = item.Key,
                StartTime = WireNumbers.Seconds(item.StartedAt),
                UpdateTime = WireNumbers.Seconds(item.EndedAt),
                EndTime = WireNumbers.Seconds(item.EndedAt),
                InputCompletedTime = WireNumbers.Seconds(item.EndedAt),
                Explained = Explain,
                Engine = Engine,
                QueueTime = WireNumbers.Milliseconds(QueueTime(item)),
                ModelLatency = Latency(item),
                AccessKey = AccessKey,
                InputSize = WireNumbers.Clamp(item.Size),
                Result_ = StructJson.Parse(outcome.Json),
                Voting = ToVoting(item),
            };
        }
    }

    /// <summary>The bytes of one output.</summary>
    public ReadOnlyMemory<byte> Output(string key, string output)
    {
        lock (_lock)
        {
            return output == ModelRun.OutputName
                ? FindResult(key).Outcome.Json
                : throw RpcErrors.NotFound($"There is no output '{output}'; there is {ModelRun.OutputName}.");
        }
    }

    public void SetVote(string key, ResultVote.Types.Vote vote)
    {
        lock (_lock)
        {
            FindResult(key).Item.Vote = vote;
        }
    }

    public ResultVote.Types.Vote GetVote(string key)
    {
        lock (_lock)
        {
            return FindResult(key).Item.Vote;
        }
    }

    private (JobItem Item, Outcome Outcome) FindResult(string key)
    {
        if (!_items.TryGetValue(key, out var item))
        {
            throw RpcErrors.NotFound($"The job '{Identifier}' has no input item '{key}'.");
        }

        return item.Outcome switch
        {
            null => throw RpcErrors.FailedPrecondition($"The input item '{key}' has no result: the job is {StatusName}."),
            { Error: { } error } =>
                throw RpcErrors.FailedPrecondition($"The input item '{key}' has no result: it failed. {error.Message}"),
            var outcome => (item, outcome),
        };
    }

    private static Voting ToVoting(JobItem item) => new()
    {
        Up = item.Vote == ResultVote.Types.Vote.Up ? 1u : 0,
        Down = item.Vote == ResultVote.Types.Vote.Down ? 1u : 0,
    };

    private Result.Types.Job ToResultJob() => new()
    {
        Identifier = Identifier,
        CreatedAt = WireNumbers.Seconds(_createdAt),
        UpdatedAt = WireNumbers.Seconds(_updatedAt),
        SubmittedAt = WireNumbers.Seconds(SubmittedAt),
        Model = ModelIdentifier,
        SubmittedBy = AccessKey,
        Team = new() { Identifier = Account },
        Account = new() { Identifier = Account },
        TotalInputCount = (uint)_items.Count,
        CompletedInputCount = (uint)_completed,
        FailedInputCount = (uint)_failed,
        InitialQueueTime = WireNumbers.Milliseconds(InitialQueueTime),
        TotalQueueTime = WireNumbers.Milliseconds(TotalQueueTime),
        AverageModelLatency = AverageLatency,
        ResultSummaryStartedAt = IsFinal ? WireNumbers.Seconds(_updatedAt) : 0,
        InputSize = WireNumbers.Clamp(Size),
        Finished = IsFinal,
        ElapsedTime = WireNumbers.Milliseconds(Elapsed),
    };
}
