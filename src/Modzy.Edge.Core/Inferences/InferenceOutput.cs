namespace Modzy.Edge;

/// <summary>What a model wrote under one name.</summary>
/// <param name="Data">The bytes.</param>
/// <param name="ContentType">What they are, as a media type such as <c>application/json</c>; empty if nobody said.</param>
/// <example><code>
/// InferenceOutput output = inference.Outputs!["results.json"];
/// using JsonDocument json = JsonDocument.Parse(output.Data);
/// Console.WriteLine(json.RootElement.GetProperty("data"));    // {"result":...
/// </code></example>
public sealed record InferenceOutput(ReadOnlyMemory<byte> Data, string ContentType);
