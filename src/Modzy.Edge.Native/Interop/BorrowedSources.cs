using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The input items of a submission as the caller holds them.</summary>
internal static unsafe class BorrowedSources
{
    /// <summary>Copies the keys, and borrows the data.</summary>
    /// <exception cref="EdgeException">Something is NULL that must not be, not UTF-8, or larger than a message.</exception>
    public static SourceItem[] Read(NativeSource* sources, nuint count, in NativeSubmitOptions options, Loans loans)
    {
        Arrays.Check(sources, count, "sources", "source_count");
        var elements = new CallerArray<NativeSource>(sources, options.SourceSize);
        var items = new SourceItem[count];
        for (int i = 0; i < items.Length; i++)
        {
            var path = new SourcePath(i);
            items[i] = Read(elements.At(i, path), options.InputSize, path, loans);
        }

        return items;
    }

    private static SourceItem Read(in NativeSource source, ushort inputSize, SourcePath path, Loans loans)
    {
        byte[] key = Text.Key(source.Key, path);
        Arrays.Check(source.Inputs, source.InputCount, path, "inputs", "input_count");
        var elements = new CallerArray<NativeInput>(source.Inputs, inputSize);
        var inputs = new SourceInput[source.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            SourcePath place = path.Input(i);
            inputs[i] = Read(elements.At(i, place), place, loans);
        }

        return new SourceItem(key, inputs);
    }

    private static SourceInput Read(in NativeInput input, SourcePath path, Loans loans) =>
        new(Text.Key(input.Key, path), loans.Borrow(input.Data, input.Size, path));
}
