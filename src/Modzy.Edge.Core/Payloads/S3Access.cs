namespace Modzy.Edge;

/// <summary>How the edge gets at objects in S3, or in a store that speaks S3's protocol.</summary>
/// <param name="AccessKeyId">The identifier of the access key.</param>
/// <param name="SecretAccessKey">The secret that belongs to it. It travels to the edge, and appears nowhere else.</param>
public sealed record S3Access(string AccessKeyId, string SecretAccessKey)
{
    /// <summary>The region of AWS, such as <c>us-east-1</c>. Give this or <see cref="Endpoint"/>.</summary>
    public string? Region { get; init; }

    /// <summary>The URL of a store other than AWS, such as <c>https://minio.example</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The access without its secret.</summary>
    public override string ToString() => $"S3Access {{ AccessKeyId = {AccessKeyId}, Region = {Region}, Endpoint = {Endpoint} }}";
}
