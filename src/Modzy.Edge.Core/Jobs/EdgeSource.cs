using System.Buffers;
using System.Runtime.CompilerServices;

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

/// <summary>One data input: bytes under the key by which the model finds them.</summary>
/// <param name="Key">Such as <c>image</c> or <c>input.txt</c>; unique within its input item.</param>
/// <param name="Data">The bytes, in as many pieces as they are. They are read while the call runs, and must not change
/// meanwhile.</param>
/// <example><code>
/// var image = new EdgeInput("image", File.ReadAllBytes("front-door.jpg"));
/// Console.WriteLine($"{image.Key}: {image.Data.Length} bytes");                  // image: ... bytes
/// </code></example>
public sealed record EdgeInput(string Key, ReadOnlySequence<byte> Data)
{
    /// <summary>Makes a data input of bytes that lie in one piece.</summary>
    /// <param name="key">Such as <c>image</c> or <c>input.txt</c>; unique within its input item.</param>
    /// <param name="data">The bytes. They are read while the call runs, and must not change meanwhile.</param>
    [OverloadResolutionPriority(1)] // "default" means no bytes, not one of two ways to say so
    public EdgeInput(string key, ReadOnlyMemory<byte> data)
        : this(key, new ReadOnlySequence<byte>(data))
    {
    }
}

/// <summary>One data input that is a file, read while it is sent.</summary>
/// <param name="SourceKey">The key of the input item that it belongs to.</param>
/// <param name="InputKey">The key by which the model finds the data; unique within its input item.</param>
/// <param name="Path">Where the file is.</param>
/// <example><code>
/// var sound = new EdgeFile("monday", "sound", "monday.wav");
/// Job job = client.Jobs.SubmitFiles("inspector", "1.0.0", [sound]);
/// </code></example>
public sealed record EdgeFile(string SourceKey, string InputKey, string Path)
{
    /// <summary>The path as the system has it, if it is not UTF-8: <see cref="Path"/> only shows it then.</summary>
    internal byte[]? PathBytes { get; init; }
}

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
