namespace Modzy.Edge.Emulator.S3;

/// <summary>An object in a store, and the right to read it. No record: those print their secrets too.</summary>
internal sealed class S3Location(string bucket, string path, string? region, string accessKeyId, string secretAccessKey)
{
    private const string DefaultRegion = "us-east-1";

    public string Bucket => bucket;

    public string Path => path;

    /// <summary>What the signature is made for. Stores that are not in a region take the default.</summary>
    public string Region => string.IsNullOrEmpty(region) ? DefaultRegion : region;

    public string AccessKeyId => accessKeyId;

    public string SecretAccessKey => secretAccessKey;
}
