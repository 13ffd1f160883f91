using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Jobs;
using AllResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The job as messages of ResultsService. Durations are in milliseconds.</summary>
internal sealed partial class Job
{
    private const string Engine = "emulator";

    private TimeSpan InitialQueueTime => (_items.Values.Min(item => item.StartedAt) ?? SubmittedAt) - SubmittedAt;

    private TimeSpan TotalQueueTime => _items.Values.Aggregate(TimeSpan.Zero, (sum, item) => sum + QueueTime(item));

    private double TotalLatency => _items.Values.Sum(Latency);

    private double AverageLatency => TotalLatency / Math.Max(1, _completed + _failed);

    /// <summary>The results and failures of the items that have ended.</summary>
    public AllResults ToResults()
    {
        lock (_lock)
        {
            var results = new AllResults
            {
                JobIdentifier = Identifier,
                AccountIdentifier = Account,
                Team = new() { Identifier = Account },
                Total = (uint)_items.Count,
                Completed = (uint)_completed,
                Failed = (uint)_failed,
                Finished = IsFinal,
                SubmittedByKey = AccessKey,
                Explained = Explain,
                SubmittedAt = Timestamp.FromDateTimeOffset(SubmittedAt),
                InitialQueueTime = WireNumbers.Milliseconds(InitialQueueTime),
                TotalQueueTime = WireNumbers.Milliseconds(TotalQueueTime),
                AverageModelLatency = AverageLatency,
                TotalModelLatency = TotalLatency,
                ElapsedTime = WireNumbers.Milliseconds(Elapsed),
                StartingResultSummarizing = IsFinal ? Timestamp.FromDateTimeOffset(_updatedAt) : null,
                InputSize = WireNumbers.Clamp(Size),
            };
            foreach (var item in _items.Values)
            {
                if (item.Outcome is { Error: { } error })
                {
                    results.Failures[item.Key] = Any.Pack(error);
                }
                else if (item.Outcome is { } outcome)
                {
                    results.Results_[item.Key] = ToInputResult(item, outcome);
                }
            }

            return results;
        }
    }

    private TimeSpan QueueTime(JobItem item) => (item.StartedAt ?? SubmittedAt) - SubmittedAt;

    private static double Latency(JobItem item) => (item.EndedAt - item.StartedAt)?.TotalMilliseconds ?? 0;

    private AllResults.Types.InputResult ToInputResult(JobItem item, Outcome outcome) => new()
    {
        Status = NameOf(JobStatus.Complete),
        Engine = Engine,
        ModelLatency = Latency(item),
        QueueTime = WireNumbers.Milliseconds(QueueTime(item)),
        StartTime = Timestamp.FromDateTimeOffset(item.StartedAt!.Value),
        UpdateTime = Timestamp.FromDateTimeOffset(item.EndedAt!.Value),
        EndTime = Timestamp.FromDateTimeOffset(item.EndedAt!.Value),
        Results = StructJson.Parse(outcome.Json),
        Voting = ToVoting(item),
    };
}
