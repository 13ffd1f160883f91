namespace Modzy.Edge.Payloads;

/// <summary>The fields of <c>jobs.v1.JobInput</c> with which the edge gets at a store. They hold secrets.</summary>
internal static class StoreAccess
{
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

    public static TextFields S3(S3Access access) => new(
        (4, StrictUtf8.Required(access.AccessKeyId, "access_key_id")),
        (5, StrictUtf8.Required(access.SecretAccessKey, "secret_access_key")),
        (6, StrictUtf8.Encode(access.Region ?? "", "region")),
        (7, StrictUtf8.Encode(access.Endpoint ?? "", "endpoint")));

    public static TextFields Azure(AzureAccess access) => new(
        (8, StrictUtf8.Required(access.StorageAccount, "storage_account")),
        (9, StrictUtf8.Required(access.StorageAccountKey, "storage_account_key")));
}
