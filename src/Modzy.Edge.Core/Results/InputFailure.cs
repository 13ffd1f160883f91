using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge;

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

    /// <summary>The edge's words, or null if it used a form that this version does not know; see <see cref="ToString"/>.</summary>
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
