namespace Modzy.Edge;

/// <summary>One input item whose data lies in a store.</summary>
/// <param name="Key">Your name for the item, under which its result is found; unique within the job.</param>
/// <param name="Objects">Its data inputs; at least one.</param>
/// <example><code>
/// var source = new EdgeObjectSource(
///     "front-door",
///     [new EdgeObject("image", "my-bucket", "front-door.jpg"), new EdgeObject("config.json", "my-bucket", "all.json")]);
/// </code></example>
public sealed record EdgeObjectSource(string Key, IReadOnlyList<EdgeObject> Objects);

/// <summary>One data input that lies in a store, where the edge fetches it.</summary>
/// <param name="Key">The key by which the model finds the data; unique within its input item.</param>
/// <param name="Container">The bucket (S3) or the container (Azure).</param>
/// <param name="Path">The object's key (S3) or its path (Azure).</param>
/// <example><code>
/// var image = new EdgeObject("image", "my-bucket", "2026/front-door.jpg");
/// var source = new EdgeObjectSource("front-door", [image]);
/// </code></example>
public sealed record EdgeObject(string Key, string Container, string Path);
