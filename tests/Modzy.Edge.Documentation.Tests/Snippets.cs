using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>Examples that are pieces of programs. They are compiled together, as methods of a
/// <see cref="Setting"/>.</summary>
internal sealed class Snippets
{
    private const string ClassName = "Snippets";

    private readonly Dictionary<string, Example> _examples;
    private readonly CSharpCompilation _compilation;
    private readonly Lazy<Type> _class;

    public Snippets(IEnumerable<Example> examples)
    {
        _examples = examples.ToDictionary(static example => example.Place, StringComparer.Ordinal);
        _compilation = Compiler.Compile(Source(), OutputKind.DynamicallyLinkedLibrary);
        _class = new Lazy<Type>(() => Compiler.Load(_compilation).GetType(ClassName)!);
    }

    public IEnumerable<string> Places => _examples.Keys;

    public async Task CheckAsync(string place, RunningEdge edge, CancellationToken cancellation)
    {
        using var setting = (Setting)Activator.CreateInstance(_class.Value, edge, cancellation)!;
        MethodInfo method = _class.Value.GetMethod(NameOf(place))!;
        await _examples[place].CheckAsync(
            () => method.Invoke(
                setting, BindingFlags.DoNotWrapExceptions, null, null, null) as Task ?? Task.CompletedTask,
            cancellation);
    }

    /// <summary>What the code at a place makes use of, as documentation identifies it.</summary>
    public IReadOnlySet<string> UsedAt(string place)
    {
        ISymbol method = _compilation.GetTypeByMetadataName(ClassName)!.GetMembers(NameOf(place)).Single();
        SyntaxNode body = method.DeclaringSyntaxReferences.Single().GetSyntax();
        SemanticModel model = _compilation.GetSemanticModel(body.SyntaxTree);
        return body.DescendantNodes()
            .SelectMany(node => (ISymbol?[])[model.GetSymbolInfo(node).Symbol, model.GetTypeInfo(node).Type])
            .Select(static symbol => symbol?.OriginalDefinition.GetDocumentationCommentId())
            .OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private string NameOf(string place) => $"Example{_examples.Keys.ToList().IndexOf(place)}";

    private string Source() =>
        $$"""
        using System.IO.Pipelines;
        using System.Text.Json;
        using Modzy.Edge;

        public sealed class {{ClassName}}({{typeof(RunningEdge).FullName}} edge, CancellationToken cancellation)
            : {{typeof(Setting).FullName}}(edge, cancellation)
        {
        {{string.Join('\n', _examples.Values.Select(Method))}}
        }
        """;

    private string Method(Example example) =>
        $$"""
        public {{(example.IsAsynchronous ? "async Task" : "void")}} {{NameOf(example.Place)}}()
        {
        #line 1 "{{example.Place}}"
        {{example.Code}}
        #line default
        }
        """;
}
