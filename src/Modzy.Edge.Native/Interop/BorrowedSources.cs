using System.Globalization;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The input items of a submission as the caller holds them. Disposing ends the loan of their memory.</summary>
internal sealed unsafe class BorrowedSources : IDisposable
{
    private readonly List<BorrowedMemory> _loans = [];
    private readonly EdgeSource[] _sources;

    /// <exception cref="EdgeException">Something is NULL that must not be, not UTF-8, or larger than a message.</exception>
    public BorrowedSources(NativeSource* sources, nuint count)
    {
        CheckArray(sources, count, "sources", "source_count");
        _sources = new EdgeSource[count];
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i] = Borrow(sources[i], $"sources[{i}]");
        }
    }

    public IReadOnlyList<EdgeSource> Sources => _sources;

    public void Dispose()
    {
        foreach (BorrowedMemory loan in _loans)
        {
            loan.Revoke();
        }
    }

    private EdgeSource Borrow(in NativeSource source, string path)
    {
        string key = Text.Required(source.Key, $"{path}.key");
        CheckArray(source.Inputs, source.InputCount, $"{path}.inputs", $"{path}.input_count");
        var inputs = new EdgeInput[source.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Borrow(source.Inputs[i], $"{path}.inputs[{i}]");
        }

        return new EdgeSource(key, (IReadOnlyList<EdgeInput>)inputs);
    }

    private EdgeInput Borrow(in NativeInput input, string path)
    {
        string key = Text.Required(input.Key, $"{path}.key");
        if (input.Size == 0)
        {
            return new EdgeInput(key, ReadOnlyMemory<byte>.Empty);
        }

        if (input.Data == null)
        {
            throw EdgeException.InvalidArgument($"{path}.data", $"is NULL, but {path}.size is {input.Size}; give the bytes, or size 0.");
        }

        if (input.Size > int.MaxValue)
        {
            throw MessageLimit.InputTooLarge($"{path}.size", input.Size);
        }

        var loan = new BorrowedMemory((byte*)input.Data, (int)input.Size);
        _loans.Add(loan);
        return new EdgeInput(key, loan.Memory);
    }

    /// <summary>The number of elements is bounded before memory for them is asked for.</summary>
    private static void CheckArray(void* array, nuint count, string parameter, string countParameter)
    {
        if (count > int.MaxValue / 64)
        {
            throw EdgeException.InvalidArgument(
                countParameter, string.Create(CultureInfo.InvariantCulture, $"is {count}, which cannot be right; check what was passed."));
        }

        if (array == null && count > 0)
        {
            throw EdgeException.InvalidArgument(parameter, $"is NULL, but {countParameter} is {count}; give the array.");
        }
    }
}
