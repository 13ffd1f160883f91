using System.Text.Json;
using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge;

/// <summary>The model that works on a job or an inference.</summary>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name, or null if the edge did not say it.</param>
/// <example><code>
/// if (job.Model is JobModel model)
/// {
///     Console.WriteLine($"{model.Identifier} {model.Version}");                  // inspector 1.0.0
/// }
/// </code></example>
public sealed record JobModel(string Identifier, string Version, string? Name)
{
    internal static JobModel? From(ModelIdentifier? model) =>
        model is null ? null : new JobModel(model.Identifier, model.Version, EdgeJson.NullIfEmpty(model.Name));

    internal static void Write(Utf8JsonWriter writer, JobModel? model)
    {
        if (model is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteText("identifier"u8, model.Identifier);
        writer.WriteText("version"u8, model.Version);
        writer.WriteText("name"u8, model.Name);
        writer.WriteEndObject();
    }
}
