namespace Modzy.Edge.Payloads;

/// <summary>The fields of <c>jobs.v1.JobInput</c> with which the edge gets at a store. They hold secrets.</summary>
internal sealed class StoreAccess
{
    private readonly (int Field, byte[] Value)[] _fields;

    private StoreAccess(params (int Field, byte[] Value)[] fields)
    {
        // proto3: an empty string is not sent.
        _fields = [.. fields.Where(static field => field.Value.Length > 0)];
        Size = _fields.Sum(static field => ProtoSize.LengthDelimited(field.Value.Length));
    }

    public long Size { get; }

    /// <exception cref="EdgeException">Not exactly one of region and endpoint is given.</exception>
    public static void CheckOrigin(S3Access access, string prefix = "")
    {
        bool region = !string.IsNullOrEmpty(access.Region);
        if (region == !string.IsNullOrEmpty(access.Endpoint))
        {
            throw EdgeException.InvalidArgument($"{prefix}region", region
                ? "is given, and endpoint too; give the region of AWS or the endpoint of another store, not both."
                : "is empty, and so is endpoint; give the region of AWS, or the endpoint of another store.");
        }
    }

    public static StoreAccess S3(S3Access access) => new(
        (4, StrictUtf8.Required(access.AccessKeyId, "access_key_id")),
        (5, StrictUtf8.Required(access.SecretAccessKey, "secret_access_key")),
        (6, StrictUtf8.Encode(access.Region ?? "", "region")),
        (7, StrictUtf8.Encode(access.Endpoint ?? "", "endpoint")));

    public static StoreAccess Azure(AzureAccess access) => new(
        (8, StrictUtf8.Required(access.StorageAccount, "storage_account")),
        (9, StrictUtf8.Required(access.StorageAccountKey, "storage_account_key")));

    public void WriteTo(ref ProtoWriter writer)
    {
        foreach ((int field, byte[] value) in _fields)
        {
            writer.WriteBytes(field, value);
        }
    }
}
