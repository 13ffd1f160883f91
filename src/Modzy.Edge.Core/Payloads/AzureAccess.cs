namespace Modzy.Edge;

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
