using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>
/// The values of <c>jobs.v1.JobInput.type</c>. They tell how data inputs are written, each of which is a
/// <c>google.protobuf.Value</c>.
/// </summary>
internal sealed class JobInputType
{
    private readonly byte[] _name;
    private readonly int _field;
    private readonly bool _isDataUri;

    private JobInputType(ReadOnlySpan<byte> name, int field, bool isDataUri = false)
    {
        _name = name.ToArray();
        _field = field;
        _isDataUri = isDataUri;
    }

    /// <summary>Bytes, as data URIs.</summary>
    public static JobInputType Embedded { get; } = new("embedded"u8, WireFields.StringValue, isDataUri: true);

    /// <summary>Text as it is. It must be UTF-8: see <see cref="StrictUtf8.Check"/>.</summary>
    public static JobInputType Text { get; } = new("text"u8, WireFields.StringValue);

    /// <summary>Objects in S3: see <see cref="ObjectPlace"/>.</summary>
    public static JobInputType AwsS3 { get; } = new("aws-s3"u8, WireFields.StructValue);

    /// <summary>Objects in stores that speak S3's protocol.</summary>
    public static JobInputType StorageGrid { get; } = new("storage-grid"u8, WireFields.StructValue);

    /// <summary>Objects in Azure's blob storage.</summary>
    public static JobInputType AzureBlob { get; } = new("azureblob"u8, WireFields.StructValue);

    public ReadOnlySpan<byte> Name => _name;

    private static ReadOnlySpan<byte> UriPrefix => "data:application/octet-stream;base64,"u8;

    /// <summary>The size of a value.</summary>
    /// <param name="length">How many bytes are written as it.</param>
    public long ValueSize(long length) => ProtoSize.LengthDelimited(ContentSize(length));

    public void WriteValue(ref ProtoWriter writer, in ReadOnlySequence<byte> content)
    {
        writer.WriteLengthDelimited(_field, (int)ContentSize(content.Length));
        if (_isDataUri)
        {
            writer.WriteRaw(UriPrefix);
            writer.WriteBase64(content);
        }
        else
        {
            writer.WriteRaw(content);
        }
    }

    private long ContentSize(long length) => _isDataUri ? UriPrefix.Length + ProtoSize.Base64(length) : length;
}
