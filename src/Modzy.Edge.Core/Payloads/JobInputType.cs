namespace Modzy.Edge.Payloads;

/// <summary>The values of <c>jobs.v1.JobInput.type</c>.</summary>
internal static class JobInputType
{
    public static ReadOnlySpan<byte> Embedded => "embedded"u8;

    public static ReadOnlySpan<byte> Text => "text"u8;

    public static ReadOnlySpan<byte> AwsS3 => "aws-s3"u8;

    /// <summary>Stores that speak S3's protocol.</summary>
    public static ReadOnlySpan<byte> StorageGrid => "storage-grid"u8;

    public static ReadOnlySpan<byte> AzureBlob => "azureblob"u8;
}
