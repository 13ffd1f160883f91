using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>One of the ways in which <c>inferences.api.v1.InputSource</c> gives its data.</summary>
internal sealed class InputSourceValue
{
    private readonly int _field;
    private readonly ReadOnlySequence<byte> _content;
    private readonly TextFields _parts;

    private InputSourceValue(int field, ReadOnlySequence<byte> content, params (int Field, byte[] Value)[] parts)
    {
        _field = field;
        _content = content;
        _parts = new TextFields(parts);
        ContentSize = content.Length + _parts.Size;
    }

    /// <summary>The size of the data, without tag and length.</summary>
    public long ContentSize { get; }

    /// <summary>The size of the field.</summary>
    public long Size => ProtoSize.LengthDelimited(ContentSize);

    /// <summary>Text, which must be UTF-8.</summary>
    public static InputSourceValue Text(ReadOnlySequence<byte> utf8) => new(2, utf8);

    public static InputSourceValue Data(ReadOnlySequence<byte> data) => new(3, data);

    public static InputSourceValue S3(string bucket, string path, S3Access access)
    {
        StoreAccess.CheckOrigin(access);
        return new InputSourceValue(
            4,
            default,
            (1, StrictUtf8.Encode(access.Endpoint ?? "", "endpoint")),
            (2, StrictUtf8.Encode(access.Region ?? "", "region")),
            (3, StrictUtf8.Required(bucket, "bucket")),
            (4, StrictUtf8.Required(path, "path")),
            (5, StrictUtf8.Required(access.AccessKeyId, "access_key_id")),
            (6, StrictUtf8.Required(access.SecretAccessKey, "access_key_secret")));
    }

    public static InputSourceValue Azure(string container, string path, AzureAccess access) => new(
        5,
        default,
        (3, StrictUtf8.Required(access.StorageAccount, "storage_account")),
        (4, StrictUtf8.Required(access.StorageAccountKey, "storage_account_key")),
        (5, StrictUtf8.Required(container, "container")),
        (6, StrictUtf8.Required(path, "path")));

    public void WriteTo(ref ProtoWriter writer)
    {
        // A member of a oneof is sent even if it is empty: that it was chosen says something.
        writer.WriteLengthDelimited(_field, (int)ContentSize);
        writer.WriteRaw(_content);
        _parts.WriteTo(ref writer);
    }
}
