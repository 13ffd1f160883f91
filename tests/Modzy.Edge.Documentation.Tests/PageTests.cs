using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>What docs/dotnet.md shows is what happens.</summary>
public sealed class PageTests(RunningEdge edge)
{
    private static readonly Snippets _pieces = new(Page.Pieces);

    public static TheoryData<string> Pieces => [.. _pieces.Places];

    [Fact(Timeout = 120_000)]
    public async Task Its_program_runs_and_prints_what_it_says()
    {
        Example program = Assert.Single(Page.Programs);
        Assert.NotNull(program.Output);
        string port = edge.Port.ToString(CultureInfo.InvariantCulture);
        string code = program.Code.Replace("55000", port, StringComparison.Ordinal);
        MethodInfo main = Compiler.Load(Compiler.Compile(code, OutputKind.ConsoleApplication)).EntryPoint!;
        object? exitCode = null;
        await program.CheckAsync(
            () =>
            {
                exitCode = main.Invoke(null, [Array.Empty<string>()]);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(0, exitCode);
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pieces))]
    public Task Its_pieces_run_and_print_what_they_say(string place) =>
        _pieces.CheckAsync(place, edge, TestContext.Current.CancellationToken);
}
