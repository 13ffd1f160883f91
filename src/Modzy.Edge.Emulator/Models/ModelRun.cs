using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Models;

/// <summary>Runs a model on the data inputs of one item; the output is results.json.</summary>
internal static class ModelRun
{
    public const string OutputName = "results.json";

    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="EmulatorException">An input cannot be fetched, or the model cannot process it.</exception>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(
        IModel model, IEnumerable<KeyValuePair<string, Input>> inputs, CancellationToken cancellation)
    {
        var json = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(json, Readable))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("data");
            writer.WriteStartObject("result");
            writer.WriteStartObject("inputs");
            foreach (var (key, input) in inputs)
            {
                using var payload = await input.FetchAsync(cancellation);
                writer.WriteStartObject(key);
                await model.RunAsync(payload, writer, cancellation);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }
}
