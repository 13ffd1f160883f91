namespace Modzy.Edge.Payloads;

/// <summary>Bytes as a data URI, the form in which embedded jobs carry them.</summary>
internal sealed class DataUriValue(ReadOnlyMemory<byte> data) : StructValue
{
    public override long Size => ProtoSize.LengthDelimited(UriSize);

    public override long InputBytes => data.Length;

    private static ReadOnlySpan<byte> Prefix => "data:application/octet-stream;base64,"u8;

    private long UriSize => Prefix.Length + ProtoSize.Base64(data.Length);

    public override void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteLengthDelimited(WireFields.StringValue, (int)UriSize);
        writer.WriteRaw(Prefix);
        writer.WriteBase64(data.Span);
    }
}
