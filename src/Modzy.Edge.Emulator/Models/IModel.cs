using System.Text.Json;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Models;

/// <summary>A model that is built into the emulator.</summary>
internal interface IModel
{
    /// <summary>The identifier in requests.</summary>
    string Identifier { get; }

    string Version => "1.0.0";

    /// <summary>The display name.</summary>
    string Name { get; }

    /// <summary>Processes one data input and writes the properties of its result.</summary>
    /// <exception cref="EmulatorException">The model cannot process the input.</exception>
    Task RunAsync(Payload input, Utf8JsonWriter result, CancellationToken cancellation);
}
