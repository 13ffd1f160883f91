namespace Modzy.Edge;

/// <summary>One data input: bytes under the key by which the model finds them.</summary>
/// <param name="Key">Such as <c>image</c> or <c>input.txt</c>; unique within its input item.</param>
/// <param name="Data">The bytes. They are read while the call runs, and must not change meanwhile.</param>
/// <example><code>
/// var image = new EdgeInput("image", File.ReadAllBytes("front-door.jpg"));
/// Console.WriteLine($"{image.Key}: {image.Data.Length} bytes");                  // image: ... bytes
/// </code></example>
public sealed record EdgeInput(string Key, ReadOnlyMemory<byte> Data);
