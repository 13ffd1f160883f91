using System.Text.RegularExpressions;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>Code that the documentation shows.</summary>
/// <param name="Place">Where it stands; messages of the compiler and of the tests name it.</param>
/// <param name="Code">The statements, or the program.</param>
internal sealed partial record Example(string Place, string Code)
{
    /// <summary>What is shown below the code as its output, with "…" for anything; null if nothing is.</summary>
    public string? Output { get; init; }

    public bool IsAsynchronous => Code.Contains("await ", StringComparison.Ordinal);

    /// <summary>Runs the example, and fails unless it prints what is shown.</summary>
    public async Task CheckAsync(Func<Task> run, CancellationToken cancellation)
    {
        var printed = new StringWriter();
        TextWriter console = Console.Out;
        Console.SetOut(printed);
        try
        {
            await Task.Run(run, cancellation);
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Matches(Expectation(), printed.ToString());
    }

    /// <summary>
    /// The output that is shown. Else what the comment behind each line that prints says, with "..." for anything;
    /// something, if nothing is said; and nothing at all if no line prints.
    /// </summary>
    private Regex Expectation()
    {
        string[] said = [.. Said().Matches(Code).Select(static match => match.Groups[1].Value)];
        string pattern = Output is not null ? Pattern(Output, "…") + "$"
            : said.Length > 0 ? string.Concat(said.Select(static line => Pattern(line, "...") + ".*"))
            : Prints().IsMatch(Code) ? "."
            : "$";
        return new Regex($@"\A{pattern}", RegexOptions.Singleline);
    }

    private static string Pattern(string text, string anything) =>
        string.Join(".*", text.Split(anything).Select(Regex.Escape));

    [GeneratedRegex("""\bConsole\.Write(?:Line)?\(.*; +// (.*)$""", RegexOptions.Multiline)]
    private static partial Regex Said();

    [GeneratedRegex("""\bConsole\.Write""")]
    private static partial Regex Prints();
}
