using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The input items of a submission as the caller holds them. Disposing ends the loan of their memory.</summary>
internal sealed unsafe class BorrowedSources : IDisposable
{
    private readonly Loans _loans = new();
    private readonly EdgeSource[] _sources;

    /// <exception cref="EdgeException">Something is NULL that must not be, not UTF-8, or larger than a message.</exception>
    public BorrowedSources(NativeSource* sources, nuint count)
    {
        Arrays.Check(sources, count, "sources", "source_count");
        _sources = new EdgeSource[count];
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i] = Borrow(sources[i], new SourcePath(i));
        }
    }

    public IReadOnlyList<EdgeSource> Sources => _sources;

    public void Dispose() => _loans.Dispose();

    private EdgeSource Borrow(in NativeSource source, SourcePath path)
    {
        string key = Text.Name(source.Key, path, "key");
        Arrays.Check(source.Inputs, source.InputCount, path, "inputs", "input_count");
        var inputs = new EdgeInput[source.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Borrow(source.Inputs[i], path.Input(i));
        }

        return new EdgeSource(key, (IReadOnlyList<EdgeInput>)inputs);
    }

    private EdgeInput Borrow(in NativeInput input, SourcePath path) =>
        new(Text.Name(input.Key, path, "key"), _loans.Borrow(input.Data, input.Size, path));
}
