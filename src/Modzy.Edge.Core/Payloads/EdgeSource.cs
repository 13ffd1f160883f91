namespace Modzy.Edge;

/// <summary>One input item: the data inputs that the model gets together, for one result.</summary>
/// <param name="Key">Your name for the item, under which its result is found; unique within the job.</param>
/// <param name="Inputs">The data inputs; at least one.</param>
/// <example><code>
/// var source = new EdgeSource(
///     "front-door",
///     new EdgeInput("image", File.ReadAllBytes("front-door.jpg")),
///     new EdgeInput("config.json", "{}"u8.ToArray()));
/// Job job = client.Jobs.SubmitEmbedded("inspector", "1.0.0", [source]);
/// </code></example>
public sealed record EdgeSource(string Key, IReadOnlyList<EdgeInput> Inputs)
{
    /// <summary>Makes an input item from its data inputs.</summary>
    /// <param name="key">Your name for the item.</param>
    /// <param name="inputs">The data inputs; at least one.</param>
    public EdgeSource(string key, params EdgeInput[] inputs)
        : this(key, (IReadOnlyList<EdgeInput>)inputs)
    {
    }
}
