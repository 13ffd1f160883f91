namespace Modzy.Edge.Native;

/// <summary>The version of the library.</summary>
internal static class LibraryVersion
{
    /// <summary>EDGE_ABI_VERSION, incremented by each release that adds to the header.</summary>
    public const uint Abi = 1;

    /// <summary>EDGE_VERSION.</summary>
    public static string Text { get; } = typeof(EdgeClient).Assembly.GetName().Version!.ToString(3);
}
