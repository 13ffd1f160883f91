namespace Modzy.Edge.Payloads;

/// <summary>
/// Where among the arguments an input item or a data input stands. It becomes text when an error has to name it, which is
/// rare; every job has several.
/// </summary>
internal readonly struct SourcePath
{
    private readonly int _source;
    private readonly int _input;
    private readonly string _list;

    /// <summary>An input item.</summary>
    /// <param name="source">Which.</param>
    /// <param name="list">What the list of its data inputs is called.</param>
    public SourcePath(int source, string list = "inputs")
        : this(source, -1, list)
    {
    }

    private SourcePath(int source, int input, string list)
    {
        _source = source;
        _input = input;
        _list = list;
    }

    /// <summary>A data input of the item.</summary>
    public SourcePath Input(int input) => new(_source, input, _list);

    /// <summary>The name of something that belongs to it.</summary>
    public string Member(string name) => $"{ToString()}.{name}";

    public override string ToString() => _input < 0 ? $"sources[{_source}]" : $"sources[{_source}].{_list}[{_input}]";
}
