using Modzy.Edge.Tool.Process;

namespace Modzy.Edge.Tool.Inputs;

/// <summary>
/// Reads <c>[[ITEM/]NAME=]FILE</c>: a file alone is an input item of its own, with the path as its key; files with a
/// name form one item, unless they say which. <c>-</c> is standard input. A pattern such as <c>*.jpg</c> stands for the
/// files that match, each an item of its own.
/// </summary>
/// <param name="item">The key of the item for all inputs that name none; null for the rule above.</param>
/// <param name="input">The name of all inputs that have none; null for the name of the file.</param>
internal sealed class InputParser(string? item, string? input)
{
    private const string DefaultItem = "job";
    private const string DefaultTextName = "input.txt";

    /// <exception cref="ToolException">An argument cannot be right.</exception>
    public IReadOnlyList<InputSpec> Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> texts)
    {
        List<InputSpec> specs =
            [.. arguments.SelectMany(Files), .. texts.Select((text, i) => TextInput(text, i, texts.Count))];
        if (specs.Count == 0)
        {
            throw ToolException.Usage("there is no input; name a file, - for standard input, or give --text.");
        }

        if (specs.Count(spec => spec.IsStandardInput) > 1)
        {
            throw ToolException.Usage("standard input can be read once; give - once.");
        }

        if (specs.GroupBy(spec => (spec.Item, spec.Name)).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw ToolException.Usage(
                $"{string.Join(" and ", same.Take(2))} are both input '{same.Key.Name}' of item '{same.Key.Item}'; give them names: ITEM/NAME=FILE.");
        }

        return specs;
    }

    private IEnumerable<InputSpec> Files(string argument)
    {
        (string? itemKey, string? name, string path) = Split(argument);
        if (path.Length == 0)
        {
            throw ToolException.Usage($"'{argument}' names no file; give NAME=FILE, such as image=photo.jpg.");
        }

        if (path == "-")
        {
            return [new InputSpec(itemKey ?? item ?? (name is null ? "stdin" : DefaultItem), name ?? input ?? "stdin", null)];
        }

        if (path.AsSpan().IndexOfAny("*?[") < 0 || File.Exists(path))
        {
            return [new InputSpec(itemKey ?? item ?? (name is null ? path : DefaultItem), Name(name, path), path)];
        }

        string[] matches = Libc.Glob(path);
        return matches.Length > 0
            ? matches.Select(match => new InputSpec(itemKey ?? item ?? match, Name(name, match), match))
            : throw ToolException.Usage($"no file matches '{path}'.");
    }

    private string Name(string? name, string path) => name ?? input ?? Path.GetFileName(path);

    private InputSpec TextInput(string text, int index, int count) =>
        new(item ?? (count == 1 ? "text" : $"text-{index + 1}"), input ?? DefaultTextName, null, text);

    /// <summary>Splits at the first equals sign, unless that is a part of a path.</summary>
    private static (string? Item, string? Name, string Path) Split(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || argument[0] is '/' or '.' || File.Exists(argument))
        {
            return (null, null, argument);
        }

        string key = argument[..equals];
        int slash = key.LastIndexOf('/');
        string name = key[(slash + 1)..];
        string? item = slash < 0 ? null : key[..slash];
        return name.Length == 0 || item is ""
            ? throw ToolException.Usage($"'{argument}' has an empty name; give NAME=FILE or ITEM/NAME=FILE, such as image=photo.jpg.")
            : (item, name, argument[(equals + 1)..]);
    }
}
