using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Modzy.Edge.Documentation.Tests;

/// <summary>What the client library offers, and the examples in the documentation that was compiled with it.</summary>
internal static class Library
{
    private static readonly Assembly _assembly = typeof(EdgeClient).Assembly;

    /// <summary>The code of all examples, by the identifiers that documentation has for members.</summary>
    public static IReadOnlyDictionary<string, string> Examples { get; } = XDocument
        .Load(Path.ChangeExtension(_assembly.Location, ".xml"))
        .Descendants("member")
        .Where(static member => member.Descendants("code").Any())
        .ToDictionary(
            static member => member.Attribute("name")!.Value,
            static member => member.Elements("example").Elements("code").Single().Value);

    /// <summary>All public classes, with their public methods and constructors; not what the compiler adds to
    /// records.</summary>
    public static IReadOnlyList<ISymbol> Members { get; } = [.. PublicClasses().SelectMany(MembersOf)];

    private static IEnumerable<INamedTypeSymbol> PublicClasses()
    {
        Compilation compilation = Compiler.Compile("", OutputKind.DynamicallyLinkedLibrary);
        return _assembly.GetExportedTypes()
            .Where(static type => !type.IsEnum)
            .Select(type => compilation.GetTypeByMetadataName(type.FullName!)!);
    }

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type) =>
    [
        type,
        .. type.GetMembers().Where(static member =>
            member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor }
            && member.DeclaredAccessibility == Accessibility.Public
            && !member.GetAttributes().Any(static mark => mark.AttributeClass?.Name == "CompilerGeneratedAttribute")),
    ];
}
