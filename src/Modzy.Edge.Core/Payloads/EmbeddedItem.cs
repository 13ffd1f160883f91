namespace Modzy.Edge.Payloads;

/// <summary>
/// One entry of <c>jobs.v1.JobInput.sources</c> whose values are data URIs: a key, and a <c>google.protobuf.Struct</c>
/// that is never built as an object.
/// </summary>
internal sealed class EmbeddedItem
{
    // google.protobuf.Struct.fields, google.protobuf.Value.string_value, and the key and value of any map's entry.
    private const int StructFields = 1;
    private const int StringValue = 3;
    private const int EntryKey = 1;
    private const int EntryValue = 2;

    private readonly byte[] _key;
    private readonly Field[] _fields;
    private readonly long _structSize;

    public EmbeddedItem(EdgeSource source, string path)
    {
        _key = StrictUtf8.Encode(source.Key, $"{path}.key");
        _fields = new Field[source.Inputs.Count];
        for (int i = 0; i < _fields.Length; i++)
        {
            EdgeInput input = source.Inputs[i];
            var field = new Field(StrictUtf8.Encode(input.Key, $"{path}.inputs[{i}].key"), input.Data);
            _fields[i] = field;
            _structSize += ProtoSize.LengthDelimited(field.EntrySize);
            InputBytes += input.Data.Length;
        }

        EntrySize = ProtoSize.LengthDelimited(_key.Length) + ProtoSize.LengthDelimited(_structSize);
    }

    private static ReadOnlySpan<byte> DataUriPrefix => "data:application/octet-stream;base64,"u8;

    /// <summary>The size of the entry without its own tag and length.</summary>
    public long EntrySize { get; }

    /// <summary>The bytes of the caller's in it.</summary>
    public long InputBytes { get; }

    public void WriteTo(ref ProtoWriter writer)
    {
        writer.WriteBytes(EntryKey, _key);
        writer.WriteLengthDelimited(EntryValue, (int)_structSize);
        foreach (Field field in _fields)
        {
            writer.WriteLengthDelimited(StructFields, (int)field.EntrySize);
            writer.WriteBytes(EntryKey, field.Key);
            writer.WriteLengthDelimited(EntryValue, (int)field.ValueSize);
            writer.WriteLengthDelimited(StringValue, (int)field.UriSize);
            writer.WriteRaw(DataUriPrefix);
            writer.WriteBase64(field.Data.Span);
        }
    }

    /// <summary>One entry of the Struct.</summary>
    private readonly struct Field(byte[] key, ReadOnlyMemory<byte> data)
    {
        public byte[] Key { get; } = key;

        public ReadOnlyMemory<byte> Data { get; } = data;

        public long UriSize => DataUriPrefix.Length + ProtoSize.Base64(Data.Length);

        public long ValueSize => ProtoSize.LengthDelimited(UriSize);

        public long EntrySize => ProtoSize.LengthDelimited(Key.Length) + ProtoSize.LengthDelimited(ValueSize);
    }
}
