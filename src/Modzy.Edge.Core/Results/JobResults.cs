using System.Buffers;
using Modzy.Edge.Json;
using WireResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge;

/// <summary>The results of a job, one for each input item. What the edge did not say is null.</summary>
/// <example><code>
/// JobResults results = client.Jobs.GetResults(job.JobIdentifier);
/// Console.WriteLine($"{results.Completed} done, {results.Failed} failed");       // 1 done, 0 failed
/// foreach ((string key, InputFailure failure) in results.Failures)
/// {
///     Console.Error.WriteLine($"{key}: {failure.Message}");
/// }
/// </code></example>
public sealed class JobResults : IJsonWritable
{
    private readonly WireResults _wire;

    private JobResults(WireResults wire)
    {
        _wire = wire;
        Results = wire.Results_.ToDictionary(
            static entry => entry.Key, static entry => new InputResult(entry.Value), StringComparer.Ordinal);
        Failures = wire.Failures.ToDictionary(
            static entry => entry.Key, static entry => new InputFailure(entry.Value), StringComparer.Ordinal);
    }

    /// <summary>The job that these are the results of.</summary>
    public string JobIdentifier => _wire.JobIdentifier;

    /// <summary>How many input items there are.</summary>
    public long Total => _wire.Total;

    /// <summary>How many input items are done.</summary>
    public long Completed => _wire.Completed;

    /// <summary>How many input items failed.</summary>
    public long Failed => _wire.Failed;

    /// <summary>Whether the job has ended, so that the results are complete.</summary>
    public bool Finished => _wire.Finished;

    /// <summary>Whether the results come with explanations.</summary>
    public bool Explained => _wire.Explained;

    /// <summary>When the job was submitted.</summary>
    public DateTimeOffset? SubmittedAt => WireTime.From(_wire.SubmittedAt)?.ToDateTimeOffset();

    /// <summary>What the model said of each input item that was completed, by the item's key.</summary>
    public IReadOnlyDictionary<string, InputResult> Results { get; }

    /// <summary>Why input items failed, by the item's key.</summary>
    public IReadOnlyDictionary<string, InputFailure> Failures { get; }

    /// <summary>Writes the results as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// JobResults results = client.Jobs.GetResults(job.JobIdentifier);
    /// PipeWriter file = PipeWriter.Create(File.Create("results.json"));
    /// results.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, _wire, ResultsJson.Write);

    /// <summary>The results as JSON text.</summary>
    /// <example><code>
    /// JobResults results = client.Jobs.GetResults(job.JobIdentifier);
    /// Console.WriteLine(results.ToString());                      // {"job_identifier":"...
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(_wire, ResultsJson.Write);

    internal static JobResults From(WireResults wire) => new(wire);
}
