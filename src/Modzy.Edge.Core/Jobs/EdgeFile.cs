namespace Modzy.Edge;

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
