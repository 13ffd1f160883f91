using System.Text.Json;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Models;

/// <summary>A model that is built into the emulator.</summary>
internal interface IModel
{
    /// <summary>What clients ask for.</summary>
    string Identifier { get; }

    string Version => "1.0.0";

    /// <summary>Name to show.</summary>
    string Name { get; }

    /// <summary>Works on one data input and writes the properties of its result.</summary>
    /// <exception cref="ItemFailure">The input is nothing that the model can work on.</exception>
    Task RunAsync(Payload input, Utf8JsonWriter result, CancellationToken cancellation);
}
