using System.Security.Cryptography;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;
using Modzy.Edge.Emulator.Inputs;

namespace Modzy.Edge.Emulator.Inferences;

/// <summary>An input of an inference and its redacted description.</summary>
internal sealed class InferenceInput(Input input, InputDescription description) : IDisposable
{
    public Input Input { get; private set; } = input;

    /// <summary>The redacted description. Immutable: FetchAsync replaces it.</summary>
    public InputDescription Description { get; private set; } = description;

    /// <summary>Whether the content must be fetched.</summary>
    public bool IsRemote => Input is not ReadyInput;

    /// <summary>Fetches the content, and adds its size and digest to the description.</summary>
    /// <exception cref="EmulatorException">The content cannot be fetched.</exception>
    public async Task FetchAsync(CancellationToken cancellation)
    {
        var payload = await Input.FetchAsync(cancellation);
        Input = new ReadyInput(payload);
        var found = Inspection.Of(payload, cancellation);
        Description = Description with { Content = new ContentDigest(found.Size, found.Sha256) };
    }

    public void Dispose() => Input.Dispose();
}

/// <summary>The location of an input, and its size and digest once they are known; no content and no secret.</summary>
internal abstract record InputDescription(string Key)
{
    public ContentDigest? Content { get; init; }
}

internal sealed record TextDescription(string Key) : InputDescription(Key);

internal sealed record DataDescription(string Key) : InputDescription(Key);

internal sealed record S3Description(string Key, string? Endpoint, string? Region, string Bucket, string Path)
    : InputDescription(Key);

internal sealed record AzureDescription(string Key, string StorageAccount, string Container, string Path)
    : InputDescription(Key);

internal sealed record ContentDigest(long Size, string Sha256)
{
    public static ContentDigest Of(ReadOnlySpan<byte> content) =>
        new(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
}
