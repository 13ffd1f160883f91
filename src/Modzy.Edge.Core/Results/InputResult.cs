using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;
using WireResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge;

/// <summary>What a model said of one input item.</summary>
/// <example><code>
/// InputResult result = client.Jobs.GetResults(job.JobIdentifier).Results["my-input"];
/// JsonElement? inputs = result.Json?.GetProperty("data").GetProperty("result").GetProperty("inputs");
/// Console.WriteLine(inputs?.GetProperty("input.txt").GetProperty("size"));       // 10
/// </code></example>
public sealed class InputResult
{
    private readonly WireResults.Types.InputResult _wire;

    internal InputResult(WireResults.Types.InputResult wire) => _wire = wire;

    /// <summary>How it went, in the edge's words.</summary>
    public string Status => _wire.Status;

    /// <summary>The instance of the model that did the work.</summary>
    public string Engine => _wire.Engine;

    /// <summary>How long the model took, in milliseconds.</summary>
    public double ModelLatency => _wire.ModelLatency;

    /// <summary>When the work began.</summary>
    public DateTimeOffset? StartTime => WireTime.From(_wire.StartTime)?.ToDateTimeOffset();

    /// <summary>When the work ended.</summary>
    public DateTimeOffset? EndTime => WireTime.From(_wire.EndTime)?.ToDateTimeOffset();

    /// <summary>What the model said: the content of its <c>results.json</c>. Null if the edge left it out.</summary>
    public JsonElement? Json => StructJson.ToElement(_wire.Results);
}

/// <summary>Why an input item failed.</summary>
/// <example><code>
/// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "out of paper"u8.ToArray()))];
/// Job job = client.Jobs.SubmitText("faulty", "1.0.0", sources);
/// client.Jobs.Wait(job.JobIdentifier);
/// InputFailure failure = client.Jobs.GetResults(job.JobIdentifier).Failures["my-input"];
/// Console.WriteLine(failure.Message);                         // out of paper
/// </code></example>
public sealed class InputFailure
{
    private readonly Any _wire;

    internal InputFailure(Any wire)
    {
        _wire = wire;
        Message = FailureJson.TryUnpackError(wire, out Error? error) ? error.Message : null;
    }

    /// <summary>
    /// The edge's words, or null if it used a form that this version does not know; see <see cref="ToString"/>.
    /// </summary>
    public string? Message { get; }

    /// <summary>All that the edge said, as JSON text.</summary>
    /// <example><code>
    /// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "out of paper"u8.ToArray()))];
    /// Job job = client.Jobs.SubmitText("faulty", "1.0.0", sources);
    /// client.Jobs.Wait(job.JobIdentifier);
    /// InputFailure failure = client.Jobs.GetResults(job.JobIdentifier).Failures["my-input"];
    /// Console.WriteLine(failure.ToString());                      // {...out of paper...}
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(_wire, FailureJson.Write);
}
