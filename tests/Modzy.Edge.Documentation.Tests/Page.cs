using System.Text.RegularExpressions;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>The code of docs/dotnet.md.</summary>
internal static partial class Page
{
    private static readonly string _text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "dotnet.md"));

    private static readonly Example[] _examples =
    [
        .. Block().Matches(_text).Select(static block => new Example(
            $"dotnet.md:{_text.AsSpan(0, block.Groups["code"].Index).Count('\n') + 1}", block.Groups["code"].Value)
        {
            Output = block.Groups["output"] is { Success: true } output ? output.Value : null,
        }),
    ];

    /// <summary>Whole programs.</summary>
    public static IEnumerable<Example> Programs => _examples.Where(IsProgram);

    /// <summary>Pieces of programs.</summary>
    public static IEnumerable<Example> Pieces => _examples.Where(static example => !IsProgram(example));

    private static bool IsProgram(Example example) => example.Code.StartsWith("using Modzy.Edge;", StringComparison.Ordinal);

    // Code, and the output that follows it if there is but a line like "prints" in between.
    [GeneratedRegex(
        """^```csharp\n(?<code>(?s:.*?))^```\n(?:\n[^\n`#]*\n\n```text\n(?<output>(?s:.*?))^```\n)?""",
        RegexOptions.Multiline)]
    private static partial Regex Block();
}
