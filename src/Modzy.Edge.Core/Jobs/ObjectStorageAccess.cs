namespace Modzy.Edge;

/// <summary>How the edge gets at objects in S3, or in a store that speaks S3's protocol.</summary>
/// <param name="AccessKeyId">The identifier of the access key.</param>
/// <param name="SecretAccessKey">The secret that belongs to it. It travels to the edge, and appears nowhere
/// else.</param>
/// <example><code>
/// string identifier = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!;
/// string secret = Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!;
/// var aws = new S3Access(identifier, secret) { Region = "us-east-1" };
/// var minio = new S3Access(identifier, secret) { Endpoint = "https://minio.example" };
/// </code></example>
public sealed record S3Access(string AccessKeyId, string SecretAccessKey)
{
    /// <summary>The region of AWS, such as <c>us-east-1</c>. Give this or <see cref="Endpoint"/>.</summary>
    public string? Region { get; init; }

    /// <summary>The URL of a store other than AWS, such as <c>https://minio.example</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The access without its secret.</summary>
    /// <example><code>
    /// var access = new S3Access("AKIA2", "a secret") { Region = "us-east-1" };
    /// Console.WriteLine(access.ToString());                       // S3Access { AccessKeyId = AKIA2, Region = ...
    /// </code></example>
    public override string ToString() => $"S3Access {{ AccessKeyId = {AccessKeyId}, Region = {Region}, Endpoint = {Endpoint} }}";
}

/// <summary>How the edge gets at objects in Azure's blob storage.</summary>
/// <param name="StorageAccount">The storage account.</param>
/// <param name="StorageAccountKey">Its key. It travels to the edge, and appears nowhere else.</param>
/// <example><code>
/// string key = Environment.GetEnvironmentVariable("AZURE_STORAGE_KEY")!;
/// var access = new AzureAccess("my-account", key);
/// </code></example>
public sealed record AzureAccess(string StorageAccount, string StorageAccountKey)
{
    /// <summary>The access without its secret.</summary>
    /// <example><code>
    /// var access = new AzureAccess("my-account", "a secret");
    /// Console.WriteLine(access.ToString());                       // AzureAccess { StorageAccount = my-account }
    /// </code></example>
    public override string ToString() => $"AzureAccess {{ StorageAccount = {StorageAccount} }}";
}
