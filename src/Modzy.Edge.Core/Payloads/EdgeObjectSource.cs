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
