using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Models;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Services;

/// <summary>Converts models from and to messages.</summary>
internal static class ModelMessages
{
    public static ModelIdentifier ToIdentifier(this IModel model) => new()
    {
        Identifier = model.Identifier,
        Version = model.Version,
        Name = model.Name,
    };

    /// <exception cref="EmulatorException">The request names no model, or one that does not exist.</exception>
    public static IModel Find(this ModelCatalog models, ModelIdentifier? model)
    {
        if (model is null)
        {
            throw EmulatorException.InvalidArgument("model", "must be set");
        }

        EmulatorException.ThrowIfEmpty("model.identifier", model.Identifier);
        EmulatorException.ThrowIfEmpty("model.version", model.Version);
        return models.Find(model.Identifier, model.Version);
    }
}
