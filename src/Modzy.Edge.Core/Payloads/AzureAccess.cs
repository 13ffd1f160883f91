namespace Modzy.Edge;

/// <summary>How the edge gets at objects in Azure's blob storage.</summary>
/// <param name="StorageAccount">The storage account.</param>
/// <param name="StorageAccountKey">Its key. It travels to the edge, and appears nowhere else.</param>
public sealed record AzureAccess(string StorageAccount, string StorageAccountKey)
{
    /// <summary>The access without its secret.</summary>
    public override string ToString() => $"AzureAccess {{ StorageAccount = {StorageAccount} }}";
}
