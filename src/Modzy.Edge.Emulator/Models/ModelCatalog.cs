using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Models;

/// <summary>The models that the emulator has.</summary>
internal sealed class ModelCatalog
{
    private readonly IModel[] _models = [new Inspector(), new Sleeper(), new Faulty()];

    public IReadOnlyList<IModel> All => _models;

    /// <summary>The model that a request asks for; a refusal where there is none.</summary>
    public IModel Find(ModelIdentifier? wanted)
    {
        if (wanted is null)
        {
            throw RpcErrors.InvalidArgument("model", "must be set");
        }

        if (wanted.Identifier.Length == 0)
        {
            throw RpcErrors.InvalidArgument("model.identifier", "must not be empty");
        }

        if (wanted.Version.Length == 0)
        {
            throw RpcErrors.InvalidArgument("model.version", "must not be empty");
        }

        return Array.Find(_models, model => model.Identifier == wanted.Identifier && model.Version == wanted.Version)
            ?? throw RpcErrors.NotFound(
                $"There is no model '{wanted.Identifier}' in version '{wanted.Version}'. There are: {List()}.");
    }

    private string List() => string.Join(", ", _models.Select(model => $"{model.Identifier} {model.Version}"));
}
