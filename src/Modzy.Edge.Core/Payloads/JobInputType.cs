namespace Modzy.Edge.Payloads;

/// <summary>The values of <c>jobs.v1.JobInput.type</c>.</summary>
internal static class JobInputType
{
    public static byte[] Embedded { get; } = [.. "embedded"u8];

    public static byte[] Text { get; } = [.. "text"u8];

    public static byte[] AwsS3 { get; } = [.. "aws-s3"u8];

    /// <summary>Stores that speak S3's protocol.</summary>
    public static byte[] StorageGrid { get; } = [.. "storage-grid"u8];

    public static byte[] AzureBlob { get; } = [.. "azureblob"u8];
}
