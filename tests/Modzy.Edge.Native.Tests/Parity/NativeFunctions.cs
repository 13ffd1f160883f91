using System.Text.RegularExpressions;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>
/// The functions of the header that are written in C and need no managed code. Their signatures are the C compiler's to
/// compare: the files that define them include the header.
/// </summary>
internal static partial class NativeFunctions
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Modzy.Edge.Native", "Shim"), "*.c")
            .Where(file => Path.GetFileName(file) != "functions.c")
            .SelectMany(file => Definition().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value),
    ];

    [GeneratedRegex(@"^[a-z].*\b(edge_\w+)\(.*\)$", RegexOptions.Multiline)]
    private static partial Regex Definition();
}
