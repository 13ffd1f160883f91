namespace Modzy.Edge.Payloads;

/// <summary>One entry of a <c>google.protobuf.Struct</c>: a key and a <c>google.protobuf.Value</c>.</summary>
internal readonly struct StructField(byte[] key, StructValue value)
{
    public StructValue Value => value;

    /// <summary>The size of the entry without its own tag and length.</summary>
    public long EntrySize => ProtoSize.LengthDelimited(key.Length) + ProtoSize.LengthDelimited(value.Size);

    public void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteBytes(WireFields.EntryKey, key);
        writer.WriteLengthDelimited(WireFields.EntryValue, (int)value.Size);
        value.WriteTo(ref writer);
    }
}
