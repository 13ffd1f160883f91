using Modzy.Edge.Json;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge;

/// <summary>The model that works on a job.</summary>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name, or null if the edge did not say it.</param>
public sealed record JobModel(string Identifier, string Version, string? Name)
{
    internal static JobModel? From(ModelIdentifier? model) =>
        model is null ? null : new JobModel(model.Identifier, model.Version, EdgeJson.NullIfEmpty(model.Name));
}
