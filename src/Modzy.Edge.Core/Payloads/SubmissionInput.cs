namespace Modzy.Edge.Payloads;

/// <summary><c>jobs.v1.JobInput</c>: what a job works on, and how to get at it.</summary>
internal sealed class SubmissionInput
{
    private const int TypeField = 1;
    private const int SourcesField = 2;

    private readonly byte[] _type;
    private readonly SourceItem[] _items;
    private readonly StoreAccess? _access;

    public SubmissionInput(byte[] type, SourceItem[] items, StoreAccess? access = null)
    {
        _type = type;
        _items = items;
        _access = access;
        Size = ProtoSize.LengthDelimited(_type.Length) + (access?.Size ?? 0);
        foreach (SourceItem item in items)
        {
            Size += ProtoSize.LengthDelimited(item.EntrySize);
            InputBytes += item.InputBytes;
        }
    }

    public long Size { get; }

    /// <summary>The bytes of the caller's in it.</summary>
    public long InputBytes { get; }

    public void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteBytes(TypeField, _type);
        foreach (SourceItem item in _items)
        {
            writer.WriteLengthDelimited(SourcesField, (int)item.EntrySize);
            item.WriteTo(ref writer);
        }

        _access?.WriteTo(ref writer);
    }
}
