using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The input items of a submission as the caller holds them.</summary>
internal static unsafe class BorrowedSources
{
    /// <summary>Copies the keys, and borrows the data.</summary>
    /// <exception cref="EdgeException">Something is NULL that must not be, not UTF-8, or larger than a message.</exception>
    public static SourceItem[] Read(NativeSource* sources, nuint count, Loans loans)
    {
        Arrays.Check(sources, count, "sources", "source_count");
        var items = new SourceItem[count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Read(sources[i], new SourcePath(i), loans);
        }

        return items;
    }

    private static SourceItem Read(in NativeSource source, SourcePath path, Loans loans)
    {
        byte[] key = Text.Key(source.Key, path);
        Arrays.Check(source.Inputs, source.InputCount, path, "inputs", "input_count");
        var inputs = new SourceInput[source.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Read(source.Inputs[i], path.Input(i), loans);
        }

        return new SourceItem(key, inputs);
    }

    private static SourceInput Read(in NativeInput input, SourcePath path, Loans loans) =>
        new(Text.Key(input.Key, path), loans.Borrow(input.Data, input.Size, path));
}
