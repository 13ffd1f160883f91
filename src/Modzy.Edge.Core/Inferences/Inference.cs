using System.Buffers;
using System.Globalization;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Inferences;
using WireInference = Modzy.Edge.Wire.Inferences.Inference;

namespace Modzy.Edge;

/// <summary>One run of a model over one input, as the edge described it.</summary>
/// <example><code>
/// foreach ((string name, InferenceOutput output) in inference.Outputs!)
/// {
///     Console.WriteLine($"{name}: {output.Data.Length} bytes");                  // results.json: ... bytes
/// }
/// </code></example>
public sealed class Inference : IJsonWritable
{
    private readonly WireInference _wire;

    private Inference(WireInference wire)
    {
        _wire = wire;
        Model = JobModel.From(wire.Model);
        Outputs = wire.Result is null ? null : wire.Result.Outputs.ToDictionary(
            static entry => entry.Key,
            static entry => new InferenceOutput(entry.Value.Data.Memory, entry.Value.ContentType),
            StringComparer.Ordinal);
    }

    /// <summary>The identifier of the inference.</summary>
    public string Identifier => _wire.Identifier;

    /// <summary>
    /// <c>QUEUED</c>, <c>FETCHING</c> or <c>IN_PROGRESS</c>; at the end <c>COMPLETE</c>, <c>CANCELED</c> or
    /// <c>FAILED</c>.
    /// </summary>
    public string Status => InferenceStates.NameOf(_wire.Status);

    /// <summary>Whether the inference has ended: it will not change any more.</summary>
    public bool IsFinal => InferenceStates.IsFinal(_wire.Status);

    /// <summary>The model that works on it.</summary>
    public JobModel? Model { get; }

    /// <summary>Texts to find the inference by.</summary>
    public IReadOnlyDictionary<string, string> Tags => _wire.Tags;

    /// <summary>Whether an explanation was requested.</summary>
    public bool Explain => _wire.Explain;

    /// <summary>When it was requested.</summary>
    public DateTimeOffset? SubmittedAt => WireTime.From(_wire.SubmittedAt)?.ToDateTimeOffset();

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt => WireTime.From(_wire.CompletedAt)?.ToDateTimeOffset();

    /// <summary>How long it took.</summary>
    public TimeSpan? ElapsedTime => WireDuration.ToTimeSpan(_wire.ElapsedTime);

    /// <summary>What the model wrote, by name. Null while there is no result.</summary>
    public IReadOnlyDictionary<string, InferenceOutput>? Outputs { get; }

    /// <summary>Writes the inference as a JSON object; modzy_edge.h describes it.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <example><code>
    /// PipeWriter file = PipeWriter.Create(File.Create("inference.json"));
    /// inference.WriteJson(file);
    /// await file.CompleteAsync();
    /// </code></example>
    public void WriteJson(IBufferWriter<byte> output) => EdgeJson.Write(output, _wire, InferenceJson.Write);

    /// <summary>The inference as JSON text.</summary>
    /// <example><code>
    /// Console.WriteLine(inference.ToString());                    // {"identifier":"...","status":"COMPLETE",...}
    /// </code></example>
    public override string ToString() => EdgeJson.ToText(_wire, InferenceJson.Write);

    internal static Inference From(WireInference wire) => new(wire);

    /// <exception cref="EdgeException">There is no such output.</exception>
    internal InferenceOutput Output(string key)
    {
        if (Outputs is not null && Outputs.TryGetValue(key, out InferenceOutput? output))
        {
            return output;
        }

        string there = Outputs is null ? "it has no result yet"
            : Outputs.Count == 0 ? "it has none"
            : $"there are: {string.Join(", ", Outputs.Keys)}";
        throw new EdgeException(
            EdgeStatus.NotFound, $"Inference {Identifier} ({Status}) has no output \"{key}\"; {there}.")
        {
            Parameter = "output_key",
        };
    }
}

/// <summary>What a model wrote under one name.</summary>
/// <param name="Data">The bytes.</param>
/// <param name="ContentType">What they are, as a media type such as <c>application/json</c>; empty if unknown.</param>
/// <example><code>
/// InferenceOutput output = inference.Outputs!["results.json"];
/// using JsonDocument json = JsonDocument.Parse(output.Data);
/// Console.WriteLine(json.RootElement.GetProperty("data"));    // {"result":...
/// </code></example>
public sealed record InferenceOutput(ReadOnlyMemory<byte> Data, string ContentType);

/// <summary>The states of an inference, by their proto names.</summary>
internal static class InferenceStates
{
    public static bool IsFinal(InferenceStatus status) =>
        status is InferenceStatus.Complete or InferenceStatus.Canceled or InferenceStatus.Failed;

    /// <summary>The proto name; an unknown number as a number.</summary>
    public static string NameOf(InferenceStatus status) => status switch
    {
        InferenceStatus.UnknownInferenceStatus => "UNKNOWN_INFERENCE_STATUS",
        InferenceStatus.Queued => "QUEUED",
        InferenceStatus.Fetching => "FETCHING",
        InferenceStatus.InProgress => "IN_PROGRESS",
        InferenceStatus.Complete => "COMPLETE",
        InferenceStatus.Canceled => "CANCELED",
        InferenceStatus.Failed => "FAILED",
        _ => ((int)status).ToString(CultureInfo.InvariantCulture),
    };
}
