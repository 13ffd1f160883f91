using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Inputs;
using Modzy.Edge.Emulator.Services;
using Modzy.Edge.Wire.Inferences;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>An input of an inference, and what is told of it: never its content, never a secret.</summary>
internal sealed class InferenceInput(Input input, RedactedInputSource told) : IDisposable
{
    public string Key => Told.Key;

    public Input Input { get; private set; } = input;

    /// <summary>As it is told. What was handed out once is never changed.</summary>
    public RedactedInputSource Told { get; private set; } = told;

    /// <summary>Whether the content has yet to be fetched.</summary>
    public bool IsElsewhere => Input is not ReadyInput;

    /// <summary>Fetches the content, and tells its size and digest from then on.</summary>
    /// <exception cref="ItemFailure">The content cannot be had.</exception>
    public async Task FetchAsync(CancellationToken cancellation)
    {
        var payload = await Input.FetchAsync(cancellation);
        Input = new ReadyInput(payload);
        var found = Inspection.Of(payload, cancellation);
        var told = Told.Clone();
        told.S3.SizeInBytes = WireNumbers.Clamp(found.Size);
        told.S3.Sha256Digest = found.Sha256;
        Told = told;
    }

    public void Dispose() => Input.Dispose();
}
