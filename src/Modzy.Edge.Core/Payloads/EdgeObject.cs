namespace Modzy.Edge;

/// <summary>One data input that lies in a store, where the edge fetches it.</summary>
/// <param name="Key">The key by which the model finds the data; unique within its input item.</param>
/// <param name="Container">The bucket (S3) or the container (Azure).</param>
/// <param name="Path">The object's key (S3) or its path (Azure).</param>
/// <example><code>
/// var image = new EdgeObject("image", "my-bucket", "2026/front-door.jpg");
/// var source = new EdgeObjectSource("front-door", [image]);
/// </code></example>
public sealed record EdgeObject(string Key, string Container, string Path);
