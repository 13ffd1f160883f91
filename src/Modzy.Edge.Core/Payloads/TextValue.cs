namespace Modzy.Edge.Payloads;

/// <summary>Text as it is. It must be UTF-8: see <see cref="StrictUtf8.Check"/>.</summary>
internal sealed class TextValue(ReadOnlyMemory<byte> utf8) : StructValue
{
    public override long Size => ProtoSize.LengthDelimited(utf8.Length);

    public override long InputBytes => utf8.Length;

    public override void WriteTo(ref ProtoWriter writer) => writer.WriteBytes(WireFields.StringValue, utf8.Span);
}
