using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Emulator.Work;

/// <summary>The job as ResultsService tells of it. Times are in milliseconds.</summary>
internal sealed partial class Job
{
    private const string Engine = "emulator";

    /// <summary>What there is by now; results and failures come one by one.</summary>
    public Wire.Results.Results ToResults()
    {
        lock (_lock)
        {
            var latencies = _items.Where(item => item.EndedAt is not null).Select(Latency).DefaultIfEmpty().ToList();
            var results = new Wire.Results.Results
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
                AverageModelLatency = latencies.Average(),
                TotalModelLatency = latencies.Sum(),
                ElapsedTime = WireNumbers.Milliseconds(Elapsed),
                StartingResultSummarizing = IsFinal ? Timestamp.FromDateTimeOffset(_updatedAt) : null,
                InputSize = WireNumbers.Clamp(Size),
            };
            foreach (var item in _items)
            {
                if (item.Json is { } json)
                {
                    results.Results_[item.Key] = ToResult(item, json);
                }
                else if (item.Error is { } error)
                {
                    results.Failures[item.Key] = Any.Pack(error);
                }
            }

            return results;
        }
    }

    private TimeSpan InitialQueueTime =>
        (_items.Min(item => item.StartedAt) ?? SubmittedAt) - SubmittedAt;

    private TimeSpan TotalQueueTime => _items.Aggregate(TimeSpan.Zero, (sum, item) => sum + QueueTime(item));

    private TimeSpan QueueTime(JobItem item) => (item.StartedAt ?? SubmittedAt) - SubmittedAt;

    private static double Latency(JobItem item) => (item.EndedAt - item.StartedAt)?.TotalMilliseconds ?? 0;

    private Wire.Results.Results.Types.InputResult ToResult(JobItem item, ReadOnlyMemory<byte> json) => new()
    {
        Status = NameOf(JobStatus.Complete),
        Engine = Engine,
        ModelLatency = Latency(item),
        QueueTime = WireNumbers.Milliseconds(QueueTime(item)),
        StartTime = Timestamp.FromDateTimeOffset(item.StartedAt!.Value),
        UpdateTime = Timestamp.FromDateTimeOffset(item.EndedAt!.Value),
        EndTime = Timestamp.FromDateTimeOffset(item.EndedAt!.Value),
        Results = StructJson.Parse(json),
    };
}
