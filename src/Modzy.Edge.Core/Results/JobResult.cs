using System.Buffers;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Json;
using WireResult = Modzy.Edge.Wire.Results.Result;

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
