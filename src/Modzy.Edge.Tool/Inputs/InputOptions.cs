using System.CommandLine;

namespace Modzy.Edge.Tool.Inputs;

/// <summary>The arguments and options that say what a model works on.</summary>
internal sealed class InputOptions
{
    private readonly Argument<string[]> _files = new("input")
    {
        Description = "[[ITEM/]NAME=]FILE, or - for standard input. A file alone is an input item of its own; "
            + "files with a name form one item, unless they say which.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _texts = new("--text") { Description = "A text as input.", HelpName = "text", Arity = ArgumentArity.OneOrMore };

    private readonly Option<string?> _input = new("--input")
    {
        Description = "The name by which the model finds each input that has none; that of the file unless given.",
        HelpName = "name",
    };

    private readonly Option<string?> _item = new("--item")
    {
        Description = "The input item of all inputs that name none.",
        HelpName = "key",
    };

    public void AddTo(Command command, bool items)
    {
        command.Add(_files);
        command.Add(_texts);
        command.Add(_input);
        if (items)
        {
            command.Add(_item);
        }
    }

    /// <exception cref="ToolException">An argument cannot be right.</exception>
    public IReadOnlyList<InputSpec> Read(ParseResult parsed) =>
        new InputParser(parsed.GetValue(_item), parsed.GetValue(_input))
        .Parse(parsed.GetValue(_files) ?? [], parsed.GetValue(_texts) ?? []);

    /// <summary>The inputs of one inference, which has no items.</summary>
    /// <exception cref="ToolException">An argument cannot be right.</exception>
    public IReadOnlyList<InputSpec> ReadOne(ParseResult parsed) => new InputParser("inference", parsed.GetValue(_input))
        .Parse(parsed.GetValue(_files) ?? [], parsed.GetValue(_texts) ?? []);
}
