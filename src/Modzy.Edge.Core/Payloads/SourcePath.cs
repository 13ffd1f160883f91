namespace Modzy.Edge.Payloads;

/// <summary>
/// Where among the arguments an input item or a data input stands. It becomes text when an error has to name it, which is
/// rare; every job has several.
/// </summary>
internal readonly struct SourcePath
{
    private readonly int _source;
    private readonly int _input;

    /// <summary>An input item.</summary>
    public SourcePath(int source)
        : this(source, -1)
    {
    }

    private SourcePath(int source, int input)
    {
        _source = source;
        _input = input;
    }

    /// <summary>A data input of the item.</summary>
    public SourcePath Input(int input) => new(_source, input);

    /// <summary>The name of something that belongs to it.</summary>
    public string Member(string name) => $"{ToString()}.{name}";

    public override string ToString() => _input < 0 ? $"sources[{_source}]" : $"sources[{_source}].inputs[{_input}]";
}
