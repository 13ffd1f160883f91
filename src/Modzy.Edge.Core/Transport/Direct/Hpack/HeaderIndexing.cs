namespace Modzy.Edge.Transport.Direct.Hpack;

/// <summary>What the peer is to do with a field that is written as a literal (RFC 7541, section 6.2).</summary>
internal enum HeaderIndexing
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Keep it in its dynamic table.</summary>
    Incremental,
}
