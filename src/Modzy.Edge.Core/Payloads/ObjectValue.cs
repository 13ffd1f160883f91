namespace Modzy.Edge.Payloads;

/// <summary>Where an object lies in a store: a nested Struct of strings.</summary>
internal sealed class ObjectValue : StructValue
{
    private readonly StructField[] _fields;
    private readonly long _structSize;

    public ObjectValue(params StructField[] fields)
    {
        _fields = fields;
        foreach (StructField field in fields)
        {
            _structSize += ProtoSize.LengthDelimited(field.EntrySize);
        }
    }

    public override long Size => ProtoSize.LengthDelimited(_structSize);

    public override long InputBytes => _structSize;

    public override void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteLengthDelimited(WireFields.StructValue, (int)_structSize);
        foreach (StructField field in _fields)
        {
            writer.WriteLengthDelimited(WireFields.StructFields, (int)field.EntrySize);
            field.WriteTo(ref writer);
        }
    }
}
