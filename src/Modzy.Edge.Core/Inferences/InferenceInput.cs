using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>One data input of an inference.</summary>
/// <example><code>
/// InferenceInput[] inputs =
/// [
///     InferenceInput.FromBytes("image", File.ReadAllBytes("front-door.jpg")),
///     InferenceInput.FromText("question.txt", "Who is at the door?"),
/// ];
/// Inference inference = client.Inferences.Run("inspector", "1.0.0", inputs);
/// </code></example>
public sealed class InferenceInput
{
    private InferenceInput(string key, InferenceInputValue value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The key by which the model finds the data; unique within the inference.</summary>
    public string Key { get; }

    internal InferenceInputValue Value { get; }

    /// <summary>An input that is text.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="text">The text.</param>
    /// <example><code>
    /// InferenceInput question = InferenceInput.FromText("question.txt", "Who is at the door?");
    /// Inference inference = client.Inferences.Run("inspector", "1.0.0", [question]);
    /// </code></example>
    public static InferenceInput FromText(string key, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new InferenceInput(key, InferenceInputValue.Text(new ReadOnlySequence<byte>(StrictUtf8.Encode(text, "text"))));
    }

    /// <summary>An input that is text in UTF-8.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="utf8">The text. It is read while the call runs, and must not change meanwhile.</param>
    /// <exception cref="EdgeException">It is not UTF-8.</exception>
    /// <example><code>
    /// InferenceInput question = InferenceInput.FromText("question.txt", File.ReadAllBytes("question.txt"));
    /// Inference inference = client.Inferences.Run("inspector", "1.0.0", [question]);
    /// </code></example>
    public static InferenceInput FromText(string key, ReadOnlyMemory<byte> utf8) =>
        FromText(key, new ReadOnlySequence<byte>(utf8));

    /// <summary>An input that is text in UTF-8, in pieces.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="utf8">The text. It is read while the call runs, and must not change meanwhile.</param>
    /// <exception cref="EdgeException">It is not UTF-8.</exception>
    /// <example><code>
    /// var text = new System.Buffers.ReadOnlySequence&lt;byte>(File.ReadAllBytes("question.txt"));
    /// Inference inference = client.Inferences.Run("inspector", "1.0.0", [InferenceInput.FromText("question.txt", text)]);
    /// </code></example>
    public static InferenceInput FromText(string key, ReadOnlySequence<byte> utf8)
    {
        StrictUtf8.Check(utf8, "text", "give it as bytes, which may be any");
        return new InferenceInput(key, InferenceInputValue.Text(utf8));
    }

    /// <summary>An input that is bytes.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="data">The bytes. They are read while the call runs, and must not change meanwhile.</param>
    /// <example><code>
    /// InferenceInput image = InferenceInput.FromBytes("image", File.ReadAllBytes("front-door.jpg"));
    /// Inference inference = client.Inferences.Run("inspector", "1.0.0", [image]);
    /// </code></example>
    public static InferenceInput FromBytes(string key, ReadOnlyMemory<byte> data) =>
        FromBytes(key, new ReadOnlySequence<byte>(data));

    /// <summary>An input that is bytes, in pieces.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="data">The bytes. They are read while the call runs, and must not change meanwhile.</param>
    /// <example><code>
    /// var image = new System.Buffers.ReadOnlySequence&lt;byte>(File.ReadAllBytes("front-door.jpg"));
    /// Inference inference = client.Inferences.Run("inspector", "1.0.0", [InferenceInput.FromBytes("image", image)]);
    /// </code></example>
    public static InferenceInput FromBytes(string key, ReadOnlySequence<byte> data) =>
        new(key, InferenceInputValue.Data(data));

    /// <summary>An input that the edge fetches from S3, or from a store that speaks S3's protocol.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="path">The object's key in the bucket.</param>
    /// <param name="access">How the edge gets at the store.</param>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    /// <example><code>
    /// string secret = Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!;
    /// var access = new S3Access("AKIA2", secret) { Region = "us-east-1" };
    /// InferenceInput image = InferenceInput.FromS3("image", "my-bucket", "front-door.jpg", access);
    /// Inference inference = client.Inferences.Perform("inspector", "1.0.0", [image]);
    /// </code></example>
    public static InferenceInput FromS3(string key, string bucket, string path, S3Access access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return new InferenceInput(key, InferenceInputValue.S3(bucket, path, access));
    }

    /// <summary>An input that the edge fetches from Azure's blob storage.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="container">The container.</param>
    /// <param name="path">The blob's path in the container.</param>
    /// <param name="access">How the edge gets at the storage account.</param>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    /// <example><code>
    /// var access = new AzureAccess("my-account", Environment.GetEnvironmentVariable("AZURE_STORAGE_KEY")!);
    /// InferenceInput image = InferenceInput.FromAzure("image", "my-container", "front-door.jpg", access);
    /// Inference inference = client.Inferences.Perform("inspector", "1.0.0", [image]);
    /// </code></example>
    public static InferenceInput FromAzure(string key, string container, string path, AzureAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return new InferenceInput(key, InferenceInputValue.Azure(container, path, access));
    }
}

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
