using System.Reflection;
using System.Runtime.InteropServices;

namespace Modzy.Edge.Native.Tests.Parity;

/// <summary>The exports as they are written in C#.</summary>
internal static class ManagedExports
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const string Prefix = "managed_";

    /// <summary>The assembly that is published as the library.</summary>
    public static Assembly Assembly { get; } = Assembly.Load("libmodzy_edge");

    public static IReadOnlyDictionary<string, MethodInfo> Methods { get; } = In(Assembly).ToDictionary(EntryPoint);

    /// <summary>The methods of an assembly that unmanaged code can call.</summary>
    public static IEnumerable<MethodInfo> In(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(All))
        .Where(method => method.IsDefined(typeof(UnmanagedCallersOnlyAttribute), inherit: false));

    /// <summary>Return kind and parameters, as <c>i32(ptr host, u32 port)</c>.</summary>
    public static string Signature(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter => $"{Kinds.Of(parameter.ParameterType)} {Names.InC(parameter.Name!)}");
        return $"{Kinds.Of(method.ReturnType)}({string.Join(", ", parameters)})";
    }

    /// <summary>The function of the header that jumps to a method: see src/Modzy.Edge.Native/Shim.</summary>
    private static string EntryPoint(MethodInfo method) =>
        method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!.EntryPoint is string name
        && name.StartsWith(Prefix, StringComparison.Ordinal)
            ? name[Prefix.Length..]
            : throw new InvalidOperationException($"{method} is not exported under a name that begins with {Prefix}.");
}
