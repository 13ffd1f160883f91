using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>The input items of a submission in the caller's memory.</summary>
internal static unsafe class BorrowedSources
{
    /// <summary>Copies the keys and borrows the data.</summary>
    /// <exception cref="EdgeException">A required pointer is NULL, a string is not UTF-8, or an input is larger than a
    /// message.</exception>
    public static SourceItem[] Read(
        NativeSource* sources, nuint count, in NativeSubmitOptions options, BorrowScope scope)
    {
        ArrayArguments.Check(sources, count, "sources", "source_count");
        var elements = new CallerArray<NativeSource>(sources, options.SourceSize, "options.source_size");
        var items = new SourceItem[count];
        for (int i = 0; i < items.Length; i++)
        {
            var path = new SourcePath(i);
            items[i] = Read(elements.At(i, path), options.InputSize, path, scope);
        }

        return items;
    }

    private static SourceItem Read(in NativeSource source, ushort inputSize, SourcePath path, BorrowScope scope)
    {
        byte[] key = Utf8Marshaller.Key(source.Key, path);
        ArrayArguments.Check(source.Inputs, source.InputCount, path, "inputs", "input_count");
        var elements = new CallerArray<NativeInput>(source.Inputs, inputSize, "options.input_size");
        var inputs = new SourceInput[source.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            SourcePath inputPath = path.Input(i);
            inputs[i] = Read(elements.At(i, inputPath), inputPath, scope);
        }

        return new SourceItem(key, inputs);
    }

    private static SourceInput Read(in NativeInput input, SourcePath path, BorrowScope scope) =>
        new(Utf8Marshaller.Key(input.Key, path), scope.Borrow(input.Data, input.Size, path));
}
