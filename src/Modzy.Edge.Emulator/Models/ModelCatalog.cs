using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Models;

/// <summary>The models of the emulator.</summary>
internal sealed class ModelCatalog
{
    private readonly IModel[] _models = [new Inspector(), new Sleeper(), new Faulty()];

    public IReadOnlyList<IModel> All => _models;

    /// <exception cref="EmulatorException">NOT_FOUND: there is no such model, or not in this version.</exception>
    public IModel Find(string identifier, string version) =>
        Array.Find(_models, model => model.Identifier == identifier && model.Version == version)
        ?? throw EmulatorException.NotFound(
            $"There is no model '{identifier}' in version '{version}'. There are: {List()}.");

    private string List() => string.Join(", ", _models.Select(model => $"{model.Identifier} {model.Version}"));
}
