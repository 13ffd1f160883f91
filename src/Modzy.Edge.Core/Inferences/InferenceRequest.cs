namespace Modzy.Edge;

/// <summary>What is asked of a model.</summary>
/// <param name="ModelIdentifier">The model, such as <c>ed542963de</c>.</param>
/// <param name="ModelVersion">Its version, such as <c>1.0.1</c>.</param>
/// <param name="Inputs">The data inputs; at least one, with keys of their own.</param>
/// <example><code>
/// var request = new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "some text")])
/// {
///     Tags = new Dictionary&lt;string, string> { ["camera"] = "front-door" },
/// };
/// var wait = new EdgeWaitOptions { Timeout = TimeSpan.FromMinutes(1) };
/// Inference inference = client.Inferences.Run(request, wait, cancellationToken);
/// Console.WriteLine(inference.Status);                        // COMPLETE
/// </code></example>
public sealed record InferenceRequest(string ModelIdentifier, string ModelVersion, IReadOnlyList<InferenceInput> Inputs)
{
    /// <summary>Ask the model to explain its results, if it can.</summary>
    public bool Explain { get; init; }

    /// <summary>Texts to find the inference by; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Tags from a list of them.</summary>
    /// <exception cref="EdgeException">Two of them have the same key.</exception>
    internal static Dictionary<string, string> ToTags(IReadOnlyList<KeyValuePair<string, string>> list)
    {
        var tags = new Dictionary<string, string>(list.Count, StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            if (!tags.TryAdd(list[i].Key, list[i].Value))
            {
                throw EdgeException.InvalidArgument(
                    $"tags[{i}].key",
                    $"is \"{list[i].Key}\", as is that of another tag; each tag needs a key of its own.");
            }
        }

        return tags;
    }
}
