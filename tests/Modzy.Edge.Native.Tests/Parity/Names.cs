using System.Text.RegularExpressions;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>The names of one language in the other.</summary>
internal static partial class Names
{
    /// <summary><c>ConnectTimeoutMs</c> and <c>connectTimeoutMs</c> are <c>connect_timeout_ms</c>.</summary>
    public static string InC(string name) => InnerCapital().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex InnerCapital();
}
