using System.Text.Json;
using Modzy.Edge.Emulator.Content;

namespace Modzy.Edge.Emulator.Models;

/// <summary>Describes its input: size, digest, media type, entropy, and the dimensions of an image.</summary>
internal sealed class Inspector : IModel
{
    public string Identifier => "inspector";

    public string Name => "Inspector";

    public Task RunAsync(Payload input, Utf8JsonWriter result, CancellationToken cancellation)
    {
        var found = Inspection.Of(input, cancellation);
        result.WriteNumber("size", found.Size);
        result.WriteString("sha256", found.Sha256);
        result.WriteString("media_type", found.MediaType);
        result.WriteNumber("entropy", found.Entropy);
        if (found.Image is { } image)
        {
            result.WriteNumber("width", image.Width);
            result.WriteNumber("height", image.Height);
        }

        return Task.CompletedTask;
    }
}
