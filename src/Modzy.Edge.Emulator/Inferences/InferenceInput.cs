using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>An input of an inference and its redacted description, which has no content and no secrets.</summary>
internal sealed class InferenceInput(Input input, RedactedInputSource redacted) : IDisposable
{
    public string Key => Redacted.Key;

    public Input Input { get; private set; } = input;

    /// <summary>The redacted description. Immutable once published: FetchAsync replaces it.</summary>
    public RedactedInputSource Redacted { get; private set; } = redacted;

    /// <summary>Whether the content must be fetched.</summary>
    public bool IsElsewhere => Input is not ReadyInput;

    /// <summary>Fetches the content, and adds its size and digest to the description.</summary>
    /// <exception cref="ItemFailure">The content cannot be fetched.</exception>
    public async Task FetchAsync(CancellationToken cancellation)
    {
        var payload = await Input.FetchAsync(cancellation);
        Input = new ReadyInput(payload);
        var found = Inspection.Of(payload, cancellation);
        var redacted = Redacted.Clone();
        redacted.S3.SizeInBytes = WireNumbers.Clamp(found.Size);
        redacted.S3.Sha256Digest = found.Sha256;
        Redacted = redacted;
    }

    public void Dispose() => Input.Dispose();
}
