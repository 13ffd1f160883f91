namespace Modzy.Edge.Payloads;

/// <summary>
/// One entry of <c>jobs.v1.JobInput.sources</c>: a key, and a <c>google.protobuf.Struct</c> that is never built as an
/// object.
/// </summary>
internal sealed class SourceItem
{
    private readonly byte[] _key;
    private readonly StructField[] _fields;
    private readonly long _structSize;

    /// <param name="key">The key of the input item, in UTF-8.</param>
    /// <param name="fields">Its data inputs.</param>
    public SourceItem(byte[] key, StructField[] fields)
    {
        _key = key;
        _fields = fields;
        foreach (StructField field in fields)
        {
            _structSize += ProtoSize.LengthDelimited(field.EntrySize);
            InputBytes += field.Value.InputBytes;
        }

        EntrySize = ProtoSize.LengthDelimited(_key.Length) + ProtoSize.LengthDelimited(_structSize);
    }

    /// <summary>The size of the entry without its own tag and length.</summary>
    public long EntrySize { get; }

    /// <summary>The bytes of the caller's in it.</summary>
    public long InputBytes { get; }

    public void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteBytes(WireFields.EntryKey, _key);
        writer.WriteLengthDelimited(WireFields.EntryValue, (int)_structSize);
        foreach (StructField field in _fields)
        {
            writer.WriteLengthDelimited(WireFields.StructFields, (int)field.EntrySize);
            field.WriteTo(ref writer);
        }
    }
}
