namespace Modzy.Edge.Tool.Inputs;

/// <summary>One data input on the command line: where its data comes from, and how it is called.</summary>
/// <param name="Item">The key of its input item.</param>
/// <param name="Name">Its key within the item.</param>
/// <param name="Path">The file, or null for what is no file.</param>
/// <param name="Text">The text, or null for what is no text. With neither it is standard input.</param>
internal sealed record InputSpec(string Item, string Name, string? Path, string? Text = null)
{
    public bool IsStandardInput => Path is null && Text is null;

    public override string ToString() => Path ?? (Text is null ? "standard input" : "a text");
}
