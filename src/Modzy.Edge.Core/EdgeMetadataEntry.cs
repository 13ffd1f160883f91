namespace Modzy.Edge;

/// <summary>
/// One entry of the metadata of calls: a header field of the request, as gRPC defines it. See
/// <see cref="EdgeClientOptions.Metadata"/>.
/// </summary>
/// <example><code>
/// var tenant = new EdgeMetadataEntry("x-tenant", "line-4");
/// Console.WriteLine(tenant);                                  // x-tenant
/// </code></example>
public sealed class EdgeMetadataEntry
{
    /// <summary>Makes an entry with a text.</summary>
    /// <param name="name">Lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; not one that gRPC or HTTP
    /// reserves.</param>
    /// <param name="value">Printable ASCII characters. Calls never log it.</param>
    /// <example><code>
    /// var tenant = new EdgeMetadataEntry("x-tenant", "line-4");
    /// Console.WriteLine(tenant.Name);                             // x-tenant
    /// </code></example>
    public EdgeMetadataEntry(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        Text = value;
    }

    /// <summary>Makes an entry with bytes.</summary>
    /// <param name="name">As above. If it ends with <c>-bin</c>, the bytes may be any; otherwise they are ASCII
    /// text.</param>
    /// <param name="value">The bytes, which are copied.</param>
    /// <example><code>
    /// var digest = new EdgeMetadataEntry("x-digest-bin", new byte[] { 1, 2, 3 });
    /// Console.WriteLine(digest.Name);                             // x-digest-bin
    /// </code></example>
    public EdgeMetadataEntry(string name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Bytes = value.ToArray();
    }

    /// <summary>The name of the header field.</summary>
    public string Name { get; }

    /// <summary>The value, if it was given as text.</summary>
    internal string? Text { get; }

    /// <summary>The value, if it was given as bytes.</summary>
    internal byte[]? Bytes { get; }

    /// <summary>The name alone: the value may be a secret.</summary>
    /// <example><code>
    /// var token = new EdgeMetadataEntry("authorization", "Bearer token");
    /// Console.WriteLine(token.ToString());                        // authorization
    /// </code></example>
    public override string ToString() => Name;
}
