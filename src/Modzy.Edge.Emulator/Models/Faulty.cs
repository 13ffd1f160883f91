using System.Text.Json;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Models;

/// <summary>Fails with the message in its input, to test how a client handles failures.</summary>
internal sealed class Faulty : IModel
{
    public string Identifier => "faulty";

    public string Name => "Faulty";

    public Task RunAsync(Payload input, Utf8JsonWriter result, CancellationToken cancellation)
    {
        var message = TextInput.Read(input);
        throw new EmulatorException(
            ErrorCode.Unknown, message.Length > 0 ? message : "The model failed, as it always does.");
    }
}
