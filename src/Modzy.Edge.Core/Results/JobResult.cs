using System.Buffers;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;
using WireResult = Modzy.Edge.Wire.Results.Result;
using WireResults = Modzy.Edge.Wire.Results.Results;
using WireVote = Modzy.Edge.Wire.Results.ResultVote.Types.Vote;

namespace Modzy.Edge;

/// <summary>The result of one input item, with what the edge knows of its job.</summary>
/// <example><code>
/// JobResult result = client.Jobs.GetResult(job.JobIdentifier, "my-input");
/// Console.WriteLine($"{result.InputName} took {result.ModelLatency} ms");        // my-input took ... ms
/// </code></example>
public sealed class JobResult : IJsonWritable
{
    private readonly WireResult _wire;

    private JobResult(WireResult wire) => _wire = wire;

    /// <summary>The key of the input item.</summary>
    public string InputName => _wire.InputName;

    /// <summary>The instance of the model that did the work.</summary>
    public string Engine => _wire.Engine;

    /// <summary>How long the model took, in milliseconds.</summary>
    public double ModelLatency => _wire.ModelLatency;

    /// <summary>What the model said. Null if the edge left it out.</summary>
    public JsonElement? Json => StructJson.ToElement(_wire.Result_);

    /// <summary>Writes the result as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// JobResult result = client.Jobs.GetResult(job.JobIdentifier, "my-input");
    /// PipeWriter file = PipeWriter.Create(File.Create("result.json"));
    /// result.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, _wire, ResultJson.Write);

    /// <summary>The result as JSON text.</summary>
    /// <example><code>
    /// JobResult result = client.Jobs.GetResult(job.JobIdentifier, "my-input");
    /// Console.WriteLine(result.ToString());                       // {...
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(_wire, ResultJson.Write);

    internal static JobResult From(WireResult wire) => new(wire);
}

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

/// <summary>What somebody thinks of a result.</summary>
public enum ResultVote
{
    /// <summary>Nobody has voted.</summary>
    None = 0,

    /// <summary>The result is good.</summary>
    Up = 1,

    /// <summary>The result is bad.</summary>
    Down = 2,
}

/// <summary>Votes as the wire has them.</summary>
internal static class ResultVotes
{
    /// <exception cref="EdgeException">The edge answered with a vote that this version does not know.</exception>
    public static ResultVote From(WireVote vote) => vote switch
    {
        WireVote.NoVotes => ResultVote.None,
        WireVote.Up => ResultVote.Up,
        WireVote.Down => ResultVote.Down,
        _ => throw new EdgeException(
            EdgeStatus.Internal, $"The edge answered with the vote {(int)vote}, which this version does not know; install a newer one."),
    };

    /// <summary>The JSON of a vote: <c>{"vote": "UP"}</c>.</summary>
    public static string ToJson(ResultVote vote) => $$"""{"vote": "{{vote.ToString().ToUpperInvariant()}}"}""";
}
