using Microsoft.CodeAnalysis;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>Each public class and method of the client has an example in its documentation, and it works.</summary>
public sealed class MemberTests(RunningEdge edge)
{
    private const int MostLines = 15;

    private static readonly Snippets _examples =
        new(Library.Examples.Select(static example => new Example(example.Key, example.Value)));

    public static TheoryData<string> Members => [.. Library.Examples.Keys];

    [Fact]
    public void Each_has_an_example() => AssertNone("has no example", Library.Members
        .Where(static member => ExampleOf(member) is null && ExampleOfClass(member) is null)
        .Select(Identifier));

    [Fact]
    public void Examples_make_use_of_what_they_are_for() => AssertNone("is not used in its example", Library.Members
        .Where(static member => ExampleOf(member) is string example && example != ExampleOfClass(member))
        .Select(Identifier)
        .Where(static identifier => !_examples.UsedAt(identifier).Contains(identifier)));

    [Fact]
    public void Examples_are_short() => AssertNone($"has an example of more than {MostLines} lines", Library.Examples
        .Where(static example => example.Value.Trim().Split('\n').Length > MostLines)
        .Select(static example => example.Key));

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Members))]
    public Task Examples_run_and_print_what_they_say(string member) =>
        _examples.CheckAsync(member, edge, TestContext.Current.CancellationToken);

    private static void AssertNone(string complaint, IEnumerable<string> members)
    {
        string[] found = [.. members.Select(member => $"{member} {complaint}")];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static string Identifier(ISymbol member) => member.GetDocumentationCommentId()!;

    private static string? ExampleOf(ISymbol member) => Library.Examples.GetValueOrDefault(Identifier(member));

    // An example of a class is one of its constructors too; for records it is the compiler that writes it to both.
    private static string? ExampleOfClass(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? ExampleOf(member.ContainingType) : null;
}
